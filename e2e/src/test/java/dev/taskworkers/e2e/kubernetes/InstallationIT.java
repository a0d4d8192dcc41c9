package dev.taskworkers.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What Helm does with the operator. */
@ExtendWith(OnKubernetes.class)
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
