package dev.taskworkers.e2e.kubernetes;

import dev.taskworkers.e2e.kubernetes.site.Manifests;
import dev.taskworkers.e2e.kubernetes.site.OnKubernetes;
import dev.taskworkers.e2e.kubernetes.site.ShortTask;
import dev.taskworkers.e2e.kubernetes.site.Site;
import dev.taskworkers.e2e.kubernetes.site.TestImages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Each kind of handler in containers; exec is that of the other tests. */
@ExtendWith(OnKubernetes.class)
class HandlersIT {
  private static void runs(Site site, String handler, String container) {
    var tasks = site.tasks();
    try (var space = site.space()) {
      space.follow("pool", Manifests.pool("pool", tasks.subscription(), handler, container, ""));
      tasks.send(10);
      space.await("all tasks done", tasks::allDone);
      space.kubectl("delete", "taskworkerpool", "pool");
      space.await("no worker", () -> space.pods() == 0);
      tasks.assertEachRanOnce();
    }
  }

  @Test
  void an_http_server_gets_a_worker_beside_it(Site site) {
    runs(site, Manifests.HTTP, Manifests.server(""));
  }

  @Test
  void a_container_that_pulls_by_itself_is_scaled_like_the_others(Site site) {
    site.bringPython();
    runs(site, "{self: {}}", Manifests.container("worker", TestImages.PYTHON, ""));
  }

  @Test
  void a_java_class_is_found_in_app(Site site) {
    runs(
        site,
        "{java: {className: " + ShortTask.class.getName() + "}}",
        Manifests.container("worker", TestImages.TASKS, ""));
  }
}
