// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A pool from its first task to its end. */
@ExtendWith(OnKubernetes.class)
class PoolJourneyIT {
  @Test
  void wakes_from_zero_grows_with_a_burst_and_returns_to_zero(TestEnvironment environment) {
    var tasks = environment.tasks();
    try (var namespace = environment.namespace()) {
      namespace.follow("burst", Manifests.sleeping("burst", tasks, 2, TestImages.TASKS));
      assertThat(namespace.pods()).isZero();

      tasks.send(60);
      namespace.await("more than one worker", () -> namespace.readyPods() > 1);
      namespace.await("all tasks done", tasks::allDone);
      namespace.await("no worker", () -> namespace.pods() == 0);

      tasks.assertEachRanOnce();
      assertThat(namespace.pool("burst", ".status.desiredReplicas")).isEqualTo("0");
      assertThat(namespace.kubectl("get", "events", "-o", "jsonpath={.items[*].message}"))
          .contains("Up from 0 to");
    }
  }

  @Test
  void a_new_image_loses_and_repeats_nothing_that_runs(TestEnvironment environment) {
    var tasks = environment.tasks();
    try (var namespace = environment.namespace()) {
      namespace.follow("update", Manifests.sleeping("update", tasks, 6, TestImages.TASKS));
      tasks.send(20);
      namespace.await("running tasks", () -> tasks.running() > 2);
      namespace.apply(Manifests.sleeping("update", tasks, 6, TestImages.TASKS_UPDATED));
      namespace.await("all tasks done", tasks::allDone);

      tasks.assertEachRanOnce();
      assertThat(
              namespace.kubectl(
                  "get",
                  "deploy",
                  "update",
                  "-o",
                  "jsonpath={.spec.template.spec.containers[0].image}"))
          .isEqualTo(TestImages.TASKS_UPDATED);
    }
  }

  @Test
  void kubectl_delete_lets_workers_finish_and_leaves_nothing(TestEnvironment environment) {
    var tasks = environment.tasks();
    try (var namespace = environment.namespace()) {
      namespace.follow("leaving", Manifests.sleeping("leaving", tasks, 8, TestImages.TASKS));
      tasks.send(2);
      namespace.await("both tasks running", () -> tasks.running() == 2);
      namespace.kubectl("delete", "taskworkerpool", "leaving");
      namespace.await(
          "nothing left", () -> namespace.kubectl("get", "deploy,rs,pods", "-o", "name").isEmpty());

      tasks.assertEachRanOnce();
    }
  }

  @Test
  void kubectl_scale_pins_a_pool(TestEnvironment environment) {
    var tasks = environment.tasks();
    try (var namespace = environment.namespace()) {
      namespace.apply(Manifests.sleeping("pinned", tasks, 1, TestImages.TASKS));
      namespace.kubectl("scale", "taskworkerpool", "pinned", "--replicas=2");
      namespace.await("two workers", () -> namespace.readyPods() == 2);
      assertThat(namespace.pool("pinned", ".status.lastDecision.reason")).isEqualTo("Pinned");
      assertThat(namespace.kubectl("get", "twp", "pinned")).contains("Pinned");

      namespace.kubectl("scale", "taskworkerpool", "pinned", "--replicas=0");
      namespace.await("no worker", () -> namespace.pods() == 0);
    }
  }
}
