package dev.taskworkers.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.e2e.kubernetes.site.Manifests;
import dev.taskworkers.e2e.kubernetes.site.OnKubernetes;
import dev.taskworkers.e2e.kubernetes.site.Site;
import dev.taskworkers.e2e.kubernetes.site.TestImages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A pool from its first task to its end. */
@ExtendWith(OnKubernetes.class)
class PoolJourneyIT {
  @Test
  void wakes_from_zero_grows_with_a_burst_and_returns_to_zero(Site site) {
    var tasks = site.tasks();
    try (var space = site.space()) {
      space.follow("burst", Manifests.sleeping("burst", tasks, 2, TestImages.TASKS));
      assertThat(space.pods()).isZero();

      tasks.send(60);
      space.await("more than one worker", () -> space.readyPods() > 1);
      space.await("all tasks done", tasks::allDone);
      space.await("no worker", () -> space.pods() == 0);

      tasks.assertEachRanOnce();
      assertThat(space.pool("burst", ".status.desiredReplicas")).isEqualTo("0");
      assertThat(space.kubectl("get", "events", "-o", "jsonpath={.items[*].message}"))
          .contains("Up from 0 to");
    }
  }

  @Test
  void a_new_image_loses_and_repeats_nothing_that_runs(Site site) {
    var tasks = site.tasks();
    try (var space = site.space()) {
      space.follow("update", Manifests.sleeping("update", tasks, 6, TestImages.TASKS));
      tasks.send(20);
      space.await("running tasks", () -> tasks.running() > 2);
      space.apply(Manifests.sleeping("update", tasks, 6, TestImages.TASKS_UPDATED));
      space.await("all tasks done", tasks::allDone);

      tasks.assertEachRanOnce();
      assertThat(space.kubectl("get", "deploy", "update", "-o", "jsonpath={..image}"))
          .isEqualTo(TestImages.TASKS_UPDATED);
    }
  }

  @Test
  void kubectl_delete_lets_workers_finish_and_leaves_nothing(Site site) {
    var tasks = site.tasks();
    try (var space = site.space()) {
      space.follow("leaving", Manifests.sleeping("leaving", tasks, 8, TestImages.TASKS));
      tasks.send(2);
      space.await("both tasks running", () -> tasks.running() == 2);
      space.kubectl("delete", "taskworkerpool", "leaving");
      space.await(
          "nothing left", () -> space.kubectl("get", "deploy,rs,pods", "-o", "name").isEmpty());

      tasks.assertEachRanOnce();
    }
  }

  @Test
  void kubectl_scale_pins_a_pool(Site site) {
    var tasks = site.tasks();
    try (var space = site.space()) {
      space.apply(Manifests.sleeping("pinned", tasks, 1, TestImages.TASKS));
      space.kubectl("scale", "taskworkerpool", "pinned", "--replicas=2");
      space.await("two workers", () -> space.readyPods() == 2);
      assertThat(space.pool("pinned", ".status.lastDecision.reason")).isEqualTo("Pinned");
      assertThat(space.kubectl("get", "twp", "pinned")).contains("Pinned");

      space.kubectl("scale", "taskworkerpool", "pinned", "--replicas=0");
      space.await("no worker", () -> space.pods() == 0);
    }
  }
}
