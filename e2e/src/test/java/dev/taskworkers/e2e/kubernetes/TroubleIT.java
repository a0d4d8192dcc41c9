// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What goes wrong with a pool: the status says it, and nothing is lost. */
@ExtendWith(OnKubernetes.class)
class TroubleIT {
  @Test
  void of_two_pools_on_one_subscription_the_older_works(TestEnvironment environment) {
    var tasks = environment.tasks();
    try (var namespace = environment.namespace()) {
      namespace.follow("older", Manifests.sleeping("older", tasks, 1, TestImages.TASKS));
      namespace.apply(Manifests.sleeping("younger", tasks, 1, TestImages.TASKS));
      namespace.await(
          "the younger refused",
          () ->
              namespace
                  .condition("younger", "Ready")
                  .contains("older already works on " + tasks.subscription()));
      tasks.send(4);
      namespace.await("all tasks done", tasks::allDone);
      assertThat(namespace.tryKubectl("get", "deploy", "younger").ok()).isFalse();
    }
  }

  @Test
  void an_exceeded_quota_is_told_in_kubernetes_own_words(TestEnvironment environment) {
    var tasks = environment.tasks();
    try (var namespace = environment.namespace()) {
      namespace.kubectl("create", "quota", "small", "--hard=pods=0");
      namespace.follow("quota", Manifests.sleeping("quota", tasks, 1, TestImages.TASKS));
      tasks.send(4);
      namespace.await(
          "the quota in the status",
          () -> namespace.condition("quota", "Ready").contains("exceeded quota: small"));
      namespace.kubectl("delete", "quota", "small");
      namespace.await("all tasks done", tasks::allDone);
      tasks.assertEachRanOnce();
    }
  }

  @Test
  void a_typo_in_the_template_is_told_in_kubernetes_own_words(TestEnvironment environment) {
    var tasks = environment.tasks();
    try (var namespace = environment.namespace()) {
      var right = Manifests.sleeping("typo", tasks, 1, TestImages.TASKS);
      namespace.apply(right.replace("automountServiceAccountToken", "automountServiceAccountTokn"));
      namespace.await(
          "the typo in the status",
          () ->
              namespace
                  .condition("typo", "Ready")
                  .matches("(?s)False Refused .*automountServiceAccountTokn.*"));

      namespace.apply(right);
      tasks.send(4);
      namespace.await("all tasks done", tasks::allDone);
      tasks.assertEachRanOnce();
    }
  }

  @Test
  void a_missing_image_and_a_full_cluster_lose_nothing(TestEnvironment environment) {
    var tasks = environment.tasks();
    try (var namespace = environment.namespace()) {
      namespace.follow(
          "stuck", Manifests.sleeping("stuck", tasks, 1, "taskworkers/no-such-image:1"));
      tasks.send(4);
      namespace.await(
          "the image missed",
          () -> namespace.kubectl("get", "pods").matches("(?s).*(ErrImage|ImagePull).*"));
      namespace.apply(
          Manifests.pool(
              "stuck",
              tasks.subscription(),
              "{exec: {command: [/bin/busybox, sleep, '1']}}",
              Manifests.container(
                  "worker", TestImages.TASKS, ", resources: {requests: {cpu: '1000'}}"),
              ""));
      namespace.await(
          "no room", () -> namespace.kubectl("get", "events").contains("Insufficient cpu"));
      namespace.apply(Manifests.sleeping("stuck", tasks, 1, TestImages.TASKS));
      namespace.await("all tasks done", tasks::allDone);
      tasks.assertEachRanOnce();
    }
  }
}
