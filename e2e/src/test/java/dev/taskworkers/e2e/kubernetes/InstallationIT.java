package dev.taskworkers.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.e2e.kubernetes.site.Manifests;
import dev.taskworkers.e2e.kubernetes.site.OnKubernetes;
import dev.taskworkers.e2e.kubernetes.site.Site;
import dev.taskworkers.e2e.kubernetes.site.Space;
import dev.taskworkers.e2e.kubernetes.site.TestImages;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;

/** What Helm does with the operator. */
@ExtendWith(OnKubernetes.class)
@Isolated("the operator is installed anew")
class InstallationIT {
  private static final String GARBAGE =
      """
      apiVersion: taskworkers.dev/v1beta1
      kind: TaskWorkerPool
      metadata: {name: garbage}
      spec: {subscription: 7, handler: [exec], concurrency: many, scaling: none}
      """;

  @Test
  void helm_test_reaches_the_operator(Site site) {
    assertThat(site.helm("test", "taskworkers", "--timeout", "3m").output())
        .contains("Phase:          Succeeded");
  }

  @Test
  void is_upgraded_and_rolled_back_while_a_pool_works(Site site) {
    var tasks = site.tasks();
    try (var space = site.space()) {
      space.follow("steady", Manifests.sleeping("steady", tasks, 3, TestImages.TASKS));
      tasks.send(6);
      site.helm(
              "upgrade",
              "taskworkers",
              Site.chart().toString(),
              "--reuse-values",
              "--set",
              "logLevel=debug",
              "--wait",
              "--timeout",
              "4m")
          .output();
      tasks.send(6);
      site.helm("rollback", "taskworkers", "--wait", "--timeout", "4m").output();
      space.await("all tasks done", tasks::allDone);
      tasks.assertEachRanOnce();
    }
  }

  /** As between two versions: here the image beside a server is another one. */
  @Test
  void pods_that_are_rendered_differently_after_an_upgrade_wait_for_their_pools_turn(Site site) {
    var tasks = site.tasks();
    try (var space = site.space()) {
      var manifest =
          Manifests.pool(
              "upgraded", tasks.subscription(), Manifests.HTTP, Manifests.server(""), "");
      space.follow("upgraded", manifest);
      tasks.send(100);
      space.await("a worker at work", () -> space.readyPods() > 0);
      var before = space.podNames();
      var image = workerImage(space);
      var other = TestImages.TASKS_UPDATED.split(":");
      upgrade(
          site,
          "--set-string=workerImage.repository=" + other[0],
          "--set-string=workerImage.tag=" + other[1],
          "--set=rollout.poolsAtOnce=0");
      // A pool that is pinned shows that the new operator writes its Deployment.
      space.kubectl("scale", "taskworkerpool", "upgraded", "--replicas=4");
      space.await("scaled by the new operator", () -> space.readyPods() == 4);
      assertThat(space.podNames()).containsAll(before);
      assertThat(workerImage(space)).isEqualTo(image);

      upgrade(site, "--set=rollout.poolsAtOnce=1");
      tasks.send(20);
      space.await("its turn", () -> workerImage(space).equals(TestImages.TASKS_UPDATED));
      space.await("all pods replaced", () -> space.podNames().stream().noneMatch(before::contains));
      space.await("all tasks done", tasks::allDone);
      tasks.assertEachRanOnce();
    } finally {
      site.applyChartAnew();
    }
  }

  private static String workerImage(Space space) {
    return space.kubectl(
        "get", "deploy", "upgraded", "-o", "jsonpath={..containers[?(@.name!='server')].image}");
  }

  private static void upgrade(Site site, String... settings) {
    var words = new ArrayList<>(List.of("upgrade", "taskworkers", Site.chart().toString()));
    words.addAll(List.of("--reuse-values", "--wait", "--timeout", "4m"));
    words.addAll(List.of(settings));
    site.helm(words.toArray(String[]::new)).output();
  }

  @Test
  void follows_the_pools_of_two_listed_namespaces_and_of_no_other(Site site) {
    var tasks = List.of(site.tasks(), site.tasks(), site.tasks());
    try (var first = site.space();
        var second = site.space();
        var other = site.space()) {
      var listed = "namespaces={" + first.name() + "," + second.name() + "}";
      site.helm(
              "upgrade",
              "taskworkers",
              Site.chart().toString(),
              "--reuse-values",
              "--set",
              listed,
              "--wait",
              "--timeout",
              "4m")
          .output();
      assertThat(site.kubectl("get", "clusterrole", "taskworkers").result().ok()).isFalse();
      other.apply(Manifests.sleeping("pool", tasks.get(2), 1, TestImages.TASKS));
      first.follow("pool", Manifests.sleeping("pool", tasks.get(0), 1, TestImages.TASKS));
      second.follow("pool", Manifests.sleeping("pool", tasks.get(1), 1, TestImages.TASKS));
      tasks.forEach(some -> some.send(3));
      first.await("all tasks done", tasks.get(0)::allDone);
      second.await("all tasks done", tasks.get(1)::allDone);
      assertThat(other.pool("pool", ".status")).isEmpty();
      assertThat(tasks.get(2).done()).isZero();
    } finally {
      site.applyChartAnew();
    }
  }

  /** As an object from before a schema, or one that an administrator has put past it. */
  @Test
  void an_object_that_passed_no_validation_is_told_and_hurts_no_other(Site site) {
    var tasks = site.tasks();
    var schema = "/spec/versions/0/schema/openAPIV3Schema";
    var open = "{\"type\":\"object\",\"x-kubernetes-preserve-unknown-fields\":true}";
    try (var space = site.space()) {
      site.kubectl(
              "patch",
              "crd",
              "taskworkerpools.taskworkers.dev",
              "--type=json",
              "-p",
              "[{\"op\":\"replace\",\"path\":\"" + schema + "\",\"value\":" + open + "}]")
          .output();
      try {
        space.await("the garbage stored", () -> space.apply(GARBAGE).contains("garbage"));
        space.await(
            "the garbage told",
            () ->
                space.condition("garbage", "Ready").startsWith("False Invalid spec can't be read"));
        space.follow("healthy", Manifests.sleeping("healthy", tasks, 1, TestImages.TASKS));
        tasks.send(4);
        space.await("all tasks done", tasks::allDone);
      } finally {
        space.kubectl("delete", "taskworkerpool", "garbage", "--ignore-not-found");
        site.applyChartAnew();
      }
      assertThat(space.refuse(GARBAGE)).contains("Invalid value");
    }
  }
}
