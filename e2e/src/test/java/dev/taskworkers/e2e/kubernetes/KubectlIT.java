// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What tools that know nothing of pools get from one, and can do to it. */
@ExtendWith(OnKubernetes.class)
class KubectlIT {
  /** It wants more pods than one task does, whatever it knows of them. */
  private static final String AUTOSCALER =
      """
      apiVersion: autoscaling/v2
      kind: HorizontalPodAutoscaler
      metadata: {name: mistaken}
      spec:
        scaleTargetRef: {apiVersion: %s, kind: %s, name: %s}
        minReplicas: 4
        maxReplicas: 5
        metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}}]
      """;

  @Test
  void wait_ends_when_the_pool_is_ready_and_not_before(TestEnvironment environment) {
    var tasks = environment.tasks();
    try (var namespace = environment.namespace()) {
      namespace.apply(Manifests.sleeping("waited", tasks, 1, TestImages.TASKS));
      namespace.kubectl("wait", "taskworkerpool/waited", "--for=condition=Ready", "--timeout=120s");
      assertThat(namespace.condition("waited", "Ready")).startsWith("True Ready");

      var missing = tasks.subscription() + "-missing";
      namespace.apply(
          Manifests.sleeping("unready", tasks, 1, TestImages.TASKS)
              .replace(tasks.subscription(), missing));
      assertThat(
              namespace
                  .tryKubectl(
                      "wait", "taskworkerpool/unready", "--for=condition=Ready", "--timeout=10s")
                  .ok())
          .isFalse();
      namespace.await(
          "the subscription missed",
          () -> namespace.condition("unready", "Ready").startsWith("False "));
    }
  }

  /** By the rules of kstatus, and so of Flux, what has neither would be as it should be at once. */
  @Test
  void a_pool_at_which_no_operator_has_looked_says_so(TestEnvironment environment) {
    try (var namespace = environment.namespace()) {
      var pool = Manifests.sleeping("new", environment.tasks(), 1, TestImages.TASKS);

      assertThat(
              namespace
                  .tryApply(pool, "--dry-run=server", "-o", "jsonpath={.status}")
                  .output()
                  .strip())
          .isEqualTo("{\"observedGeneration\":0}");
    }
  }

  @Test
  void the_scale_subresource_has_the_pin_and_nothing_without_one(TestEnvironment environment) {
    var tasks = environment.tasks();
    try (var namespace = environment.namespace()) {
      namespace.follow("scaled", Manifests.sleeping("scaled", tasks, 1, TestImages.TASKS));
      assertThat(namespace.tryKubectl("get", "twp", "scaled", "--subresource=scale").output())
          .contains("spec.replicas");

      namespace.kubectl("scale", "taskworkerpool", "scaled", "--replicas=1");
      namespace.await("one worker", () -> namespace.readyPods() == 1);
      assertThat(
              namespace.kubectl(
                  "get",
                  "twp",
                  "scaled",
                  "--subresource=scale",
                  "-o",
                  "jsonpath={.spec.replicas} {.status.selector}"))
          .isEqualTo("1 taskworkers.dev/pool=scaled");
    }
  }

  @Test
  void an_autoscaler_that_names_the_pool_does_nothing(TestEnvironment environment) {
    var tasks = environment.tasks();
    try (var namespace = environment.namespace()) {
      namespace.follow("named", Manifests.sleeping("named", tasks, 1, TestImages.TASKS));
      namespace.apply(AUTOSCALER.formatted("taskworkers.dev/v1beta1", "TaskWorkerPool", "named"));
      namespace.await(
          "the autoscaler's failure",
          () ->
              namespace
                  .kubectl(
                      "get",
                      "hpa",
                      "mistaken",
                      "-o",
                      "jsonpath={.status.conditions[?(@.type==\"AbleToScale\")].reason}")
                  .equals("FailedGetScale"));

      tasks.send(2);
      namespace.await("all tasks done", tasks::allDone);
      namespace.await("no worker", () -> namespace.pods() == 0);
      assertThat(namespace.pool("named", ".spec.replicas")).isEmpty();
    }
  }

  @Test
  void an_autoscaler_of_its_deployment_is_set_back_and_told_of(TestEnvironment environment) {
    var tasks = environment.tasks();
    try (var namespace = environment.namespace()) {
      namespace.follow("contested", Manifests.sleeping("contested", tasks, 20, TestImages.TASKS));
      tasks.send(1);
      namespace.await("the task running", () -> tasks.running() == 1);
      namespace.apply(AUTOSCALER.formatted("apps/v1", "Deployment", "contested"));
      namespace.await(
          "the contest told",
          () ->
              namespace
                  .condition("contested", "ReplicasContested")
                  .startsWith("True AnotherWriter"));
      namespace.kubectl("delete", "hpa", "mistaken");
      namespace.await("all tasks done", tasks::allDone);
      namespace.await("no worker", () -> namespace.pods() == 0);
      tasks.assertEachRanOnce();
    }
  }
}
