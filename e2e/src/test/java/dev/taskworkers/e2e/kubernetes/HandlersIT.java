// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.e2e.kubernetes;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Each kind of handler in containers, of images that know of our worker and of those that don't.
 */
@ExtendWith(OnKubernetes.class)
class HandlersIT {
  private static void runs(TestEnvironment environment, String handler, String container) {
    var tasks = environment.tasks();
    try (var namespace = environment.namespace()) {
      namespace.follow(
          "pool", Manifests.pool("pool", tasks.subscription(), handler, container, ""));
      tasks.send(10);
      namespace.await("all tasks done", tasks::allDone);
      namespace.kubectl("delete", "taskworkerpool", "pool");
      namespace.await("no worker", () -> namespace.pods() == 0);
      tasks.assertEachRanOnce();
    }
  }

  @Test
  void an_http_server_gets_a_worker_beside_it(TestEnvironment environment) {
    runs(environment, Manifests.HTTP, Manifests.server(""));
  }

  @Test
  void a_container_that_pulls_by_itself_is_scaled_like_the_others(TestEnvironment environment) {
    environment.bringPython();
    runs(environment, "{self: {}}", Manifests.container("worker", TestImages.PYTHON, ""));
  }

  @Test
  void a_program_runs_in_an_image_that_has_neither_our_worker_nor_a_c_library(
      TestEnvironment environment) {
    runs(
        environment,
        "{exec: {command: [/bin/busybox, sleep, '1']}}",
        Manifests.container("worker", TestImages.FOREIGN, ""));
  }

  @Test
  void a_java_class_runs_in_an_image_that_has_neither_our_worker_nor_a_jre(
      TestEnvironment environment) {
    runs(
        environment,
        "{java: {className: " + ShortTask.class.getName() + "}}",
        Manifests.container("worker", TestImages.FOREIGN, ""));
  }

  @Test
  void an_image_made_from_ours_starts_its_own_worker_by_its_command(TestEnvironment environment) {
    var command = ", command: [/opt/taskworkers/worker]";
    runs(
        environment,
        "{exec: {command: [/bin/busybox, sleep, '1']}}",
        Manifests.container("worker", TestImages.TASKS, command));
  }

  @Test
  void a_java_class_is_found_in_app(TestEnvironment environment) {
    runs(
        environment,
        "{java: {className: " + ShortTask.class.getName() + "}}",
        Manifests.container("worker", TestImages.TASKS, ""));
  }
}
