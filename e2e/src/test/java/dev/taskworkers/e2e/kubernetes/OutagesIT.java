package dev.taskworkers.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.e2e.kubernetes.site.Manifests;
import dev.taskworkers.e2e.kubernetes.site.OnKubernetes;
import dev.taskworkers.e2e.kubernetes.site.Site;
import dev.taskworkers.e2e.kubernetes.site.TestImages;
import dev.taskworkers.testbed.Command;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;

/** What goes wrong with a cluster or the operator: no task is interrupted, the operator lives. */
@ExtendWith(OnKubernetes.class)
@Isolated("what other tests need is taken away for a while")
class OutagesIT {
  private static final String NODE = "taskworkers";

  @Test
  void an_api_server_that_is_restarted_interrupts_no_task(Site site) {
    var tasks = site.tasks();
    try (var space = site.space()) {
      space.follow("blind", Manifests.sleeping("blind", tasks, 3, TestImages.TASKS));
      tasks.send(10);
      space.await("running tasks", () -> tasks.running() > 0);
      var apiServer = site.machine().running("kube-apiserver").orElseThrow();
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
    site.machine();
    var tasks = site.tasks();
    try (var space = site.space()) {
      space.follow("drained", Manifests.sleeping("drained", tasks, 8, TestImages.TASKS));
      tasks.send(12);
      space.await("workers at work", () -> space.readyPods() > 1 && tasks.running() > 2);
      try {
        var workers = drain(site, "taskworkers.dev/pool=drained", "30s").result();
        assertThat(workers.output()).contains("would violate the pod's disruption budget");
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
