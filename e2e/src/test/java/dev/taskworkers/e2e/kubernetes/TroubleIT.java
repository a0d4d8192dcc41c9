package dev.taskworkers.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.e2e.Command;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What goes wrong on a cluster: the status says it, nothing is lost, the operator lives. */
@ExtendWith(OnKubernetes.class)
class TroubleIT {
  private static final String NODE = "taskworkers";

  @Test
  void of_two_pools_on_one_subscription_the_older_works(Site site) {
    var tasks = site.tasks();
    try (var space = site.space()) {
      space.follow("older", Manifests.sleeping("older", tasks, 1, TestImages.TASKS));
      space.apply(Manifests.sleeping("younger", tasks, 1, TestImages.TASKS));
      space.await(
          "the younger refused",
          () ->
              space
                  .condition("younger", "Ready")
                  .contains("older already works on " + tasks.subscription()));
      tasks.send(4);
      space.await("all tasks done", tasks::allDone);
      assertThat(space.tryKubectl("get", "deploy", "younger").ok()).isFalse();
    }
  }

  @Test
  void an_exceeded_quota_is_told_in_kubernetes_own_words(Site site) {
    var tasks = site.tasks();
    try (var space = site.space()) {
      space.kubectl("create", "quota", "small", "--hard=pods=0");
      space.follow("quota", Manifests.sleeping("quota", tasks, 1, TestImages.TASKS));
      tasks.send(4);
      space.await(
          "the quota in the status",
          () -> space.condition("quota", "Ready").contains("exceeded quota: small"));
      space.kubectl("delete", "quota", "small");
      space.await("all tasks done", tasks::allDone);
      tasks.assertEachRanOnce();
    }
  }

  @Test
  void a_missing_image_and_a_full_cluster_lose_nothing(Site site) {
    var tasks = site.tasks();
    try (var space = site.space()) {
      space.follow("stuck", Manifests.sleeping("stuck", tasks, 1, "taskworkers/no-such-image:1"));
      tasks.send(4);
      space.await(
          "the image missed",
          () -> space.kubectl("get", "pods").matches("(?s).*(ErrImage|ImagePull).*"));
      space.apply(
          Manifests.pool(
              "stuck",
              tasks.subscription(),
              "{exec: {command: [/bin/busybox, sleep, '1']}}",
              Manifests.container(
                  "worker", TestImages.TASKS, ", resources: {requests: {cpu: '1000'}}"),
              ""));
      space.await("no room", () -> space.kubectl("get", "events").contains("Insufficient cpu"));
      space.apply(Manifests.sleeping("stuck", tasks, 1, TestImages.TASKS));
      space.await("all tasks done", tasks::allDone);
      tasks.assertEachRanOnce();
    }
  }

  @Test
  void an_api_server_that_is_restarted_interrupts_no_task(Site site) {
    var tasks = site.tasks();
    try (var space = site.space()) {
      space.follow("blind", Manifests.sleeping("blind", tasks, 3, TestImages.TASKS));
      tasks.send(10);
      space.await("running tasks", () -> tasks.running() > 0);
      var apiServer = site.cluster().running("kube-apiserver").orElseThrow();
      assertThat(apiServer.destroyForcibly()).isTrue();
      tasks.send(10);
      space.await("all tasks done", tasks::allDone);
      tasks.assertEachRanOnce();
    }
  }

  @Test
  void an_operator_that_is_killed_is_followed_by_the_other(Site site) {
    var tasks = site.tasks();
    try (var space = site.space()) {
      space.follow("orphan", Manifests.sleeping("orphan", tasks, 2, TestImages.TASKS));
      var leader = leader(site);
      site.kubectl("delete", "pod", leader, "--grace-period=0", "--force").output();
      tasks.send(10);
      space.await("another leader", () -> !leader(site).equals(leader));
      space.await("a worker for what came while nobody led", () -> space.readyPods() > 0);
      space.await("all tasks done", tasks::allDone);
      tasks.assertEachRanOnce();
    }
  }

  @Test
  void a_drained_node_interrupts_no_task_and_keeps_an_operator(Site site) {
    var tasks = site.tasks();
    try (var space = site.space()) {
      space.follow("drained", Manifests.sleeping("drained", tasks, 8, TestImages.TASKS));
      tasks.send(12);
      space.await("workers at work", () -> space.readyPods() > 1 && tasks.running() > 2);
      try {
        drain(site, "taskworkers.dev/pool=drained", "2m").output();
        assertThat(tasks.running()).isZero();
        var operators = drain(site, "app.kubernetes.io/name=taskworkers-operator", "15s").result();
        assertThat(operators.output()).contains("would violate the pod's disruption budget");
        assertThat(readyOperators(site)).isEqualTo("1");
      } finally {
        site.kubectl("uncordon", NODE).output();
      }
      space.await("all tasks done", tasks::allDone);
      tasks.assertEachRanOnce();
      space.await("both operators", () -> readyOperators(site).equals("2"));
    }
  }

  private static Command drain(Site site, String pods, String timeout) {
    return site.kubectl(
        "drain", NODE, "--pod-selector=" + pods, "--delete-emptydir-data", "--timeout=" + timeout);
  }

  private static String readyOperators(Site site) {
    return site.kubectl("get", "deploy", "taskworkers", "-o", "jsonpath={.status.readyReplicas}")
        .output()
        .strip();
  }

  private static String leader(Site site) {
    return site.kubectl("get", "lease", "-o", "jsonpath={.items[0].spec.holderIdentity}")
        .output()
        .strip();
  }
}
