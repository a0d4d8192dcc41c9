package dev.taskworkers.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.e2e.kubernetes.site.Manifests;
import dev.taskworkers.e2e.kubernetes.site.OnKubernetes;
import dev.taskworkers.e2e.kubernetes.site.Site;
import dev.taskworkers.e2e.kubernetes.site.TestImages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What goes wrong with a pool: the status says it, and nothing is lost. */
@ExtendWith(OnKubernetes.class)
class TroubleIT {
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
}
