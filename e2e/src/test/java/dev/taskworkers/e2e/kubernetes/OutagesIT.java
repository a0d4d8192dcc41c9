// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

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
  void an_api_server_that_is_restarted_interrupts_no_task(TestEnvironment environment) {
    var tasks = environment.tasks();
    try (var namespace = environment.namespace()) {
      namespace.follow("blind", Manifests.sleeping("blind", tasks, 3, TestImages.TASKS));
      tasks.send(10);
      namespace.await("running tasks", () -> tasks.running() > 0);
      var apiServer = environment.machine().running("kube-apiserver").orElseThrow();
      assertThat(apiServer.destroyForcibly()).isTrue();
      tasks.send(10);
      namespace.await("all tasks done", tasks::allDone);
      tasks.assertEachRanOnce();
    }
  }

  @Test
  void an_operator_that_is_killed_is_followed_by_the_other(TestEnvironment environment) {
    var tasks = environment.tasks();
    try (var namespace = environment.namespace()) {
      namespace.follow("orphan", Manifests.sleeping("orphan", tasks, 2, TestImages.TASKS));
      var leader = leader(environment);
      environment.kubectl("delete", "pod", leader, "--grace-period=0", "--force").output();
      tasks.send(10);
      namespace.await("another leader", () -> !leader(environment).equals(leader));
      namespace.await("a worker for what came while nobody led", () -> namespace.readyPods() > 0);
      namespace.await("all tasks done", tasks::allDone);
      tasks.assertEachRanOnce();
    }
  }

  @Test
  void a_drained_node_interrupts_no_task_and_keeps_an_operator(TestEnvironment environment) {
    environment.machine();
    var tasks = environment.tasks();
    try (var namespace = environment.namespace()) {
      namespace.follow("drained", Manifests.sleeping("drained", tasks, 8, TestImages.TASKS));
      tasks.send(12);
      namespace.await("workers at work", () -> namespace.readyPods() > 1 && tasks.running() > 2);
      try {
        var workers = drain(environment, "taskworkers.dev/pool=drained", "30s").result();
        assertThat(workers.output()).contains("would violate the pod's disruption budget");
        var operators =
            drain(environment, "app.kubernetes.io/name=taskworkers-operator", "15s").result();
        assertThat(operators.output()).contains("would violate the pod's disruption budget");
        assertThat(readyOperators(environment)).isEqualTo("1");
      } finally {
        environment.kubectl("uncordon", NODE).output();
      }
      namespace.await("all tasks done", tasks::allDone);
      tasks.assertEachRanOnce();
      namespace.await("both operators", () -> readyOperators(environment).equals("2"));
    }
  }

  private static Command drain(TestEnvironment environment, String pods, String timeout) {
    return environment.kubectl(
        "drain", NODE, "--pod-selector=" + pods, "--delete-emptydir-data", "--timeout=" + timeout);
  }

  private static String readyOperators(TestEnvironment environment) {
    return environment
        .kubectl("get", "deploy", "taskworkers", "-o", "jsonpath={.status.readyReplicas}")
        .output()
        .strip();
  }

  private static String leader(TestEnvironment environment) {
    return environment
        .kubectl("get", "lease", "-o", "jsonpath={.items[0].spec.holderIdentity}")
        .output()
        .strip();
  }
}
