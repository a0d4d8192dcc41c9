// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.protocol.TaskEvent;
import dev.taskworkers.protocol.WorkerEndpoints;
import dev.taskworkers.testbed.Cluster;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Pods that can't be heard, can't run tasks or can't be placed: it is told, and nothing is lost.
 */
@ExtendWith(OnKubernetes.class)
class PodTroubleIT {
  /** What a pod may want of a node, and the node has as much of as the test says. */
  private static final String SEATS = "e2e.taskworkers.dev/seats";

  @Test
  void a_packet_filter_before_the_workers_is_told_and_costs_no_task_that_runs(
      TestEnvironment environment) {
    var machine = environment.machine();
    Requirements.packetFilter(machine);
    var tasks = environment.tasks();
    try (var namespace = environment.namespace()) {
      // The first two tasks outlast two minutes, in which no new pool shrinks.
      var command = "read word number; test $number -lt 2 && exec sleep 200; sleep 10";
      namespace.follow(
          "deaf",
          Manifests.pool(
                  "deaf",
                  tasks.subscription(),
                  "{exec: {command: [/bin/busybox, sh, -c, '" + command + "']}}",
                  Manifests.container("worker", TestImages.TASKS, ""),
                  "")
              .replace("taskTimeout: 1m", "taskTimeout: 5m"));
      tasks.send(12);
      namespace.await(
          "three workers at work", () -> namespace.readyPods() == 3 && tasks.running() > 2);
      namespace.await(
          "three workers heard",
          () -> namespace.condition("deaf", "WorkersHeard").startsWith("True Heard 3 of 3"));
      var pods = namespace.podNames();
      filter(machine, "-I", namespace);
      try {
        namespace.await(
            "the silence told",
            Duration.ofMinutes(2),
            () -> namespace.condition("deaf", "WorkersHeard").startsWith("False NoAnswer"));
        namespace.await(
            "a decision that would have removed pods",
            () -> namespace.pool("deaf", ".status.lastDecision.reason").equals("WorkersUnheard"));
        assertThat(tasks.running()).isEqualTo(2);
        assertThat(namespace.podNames()).isEqualTo(pods);
      } finally {
        filter(machine, "-D", namespace);
      }
      namespace.await(
          "the workers heard",
          () -> namespace.condition("deaf", "WorkersHeard").startsWith("True"));
      namespace.await("an idle worker gone", () -> namespace.pods() < 3);
      assertThat(namespace.condition("deaf", "ArrivalsKnown")).startsWith("True");
      namespace.await("all tasks done", tasks::allDone);
      tasks.assertEachRanOnce();
    }
  }

  /** What other pods, and so operators, send to the pool's workers; the kubelet is no pod. */
  private static void filter(Cluster machine, String how, TestNamespace namespace) {
    for (var address :
        namespace.kubectl("get", "pods", "-o", "jsonpath={.items[*].status.podIP}").split(" ")) {
      machine
          .inNetwork(
              "iptables",
              "-w",
              how,
              "FORWARD",
              "-d",
              address,
              "-p",
              "tcp",
              "--dport",
              String.valueOf(WorkerEndpoints.PORT),
              "-j",
              "DROP")
          .output();
    }
  }

  @Test
  void a_server_that_crashes_again_and_again_gets_no_task_until_it_works(
      TestEnvironment environment) {
    var tasks = environment.tasks();
    try (var namespace = environment.namespace()) {
      namespace.kubectl("create", "configmap", "server", "--from-literal=broken=true");
      namespace.follow(
          "crashing",
          Manifests.pool(
              "crashing",
              tasks.subscription(),
              Manifests.HTTP,
              Manifests.server("$BROKEN && exit 1; "),
              ""));
      tasks.send(10);
      namespace.await(
          "the worker says that its handler is down",
          () -> namespace.report(namespace.podNames().get(0)).handlerDown().isPresent());
      namespace.await(
          "the pool says it",
          () ->
              namespace
                  .condition("crashing", "PodsHealthy")
                  .matches("False HandlerDown .* can't reach the handler; .*"));
      // A dead letter would be acknowledged, too.
      assertThat(tasks.done()).isZero();
      var crashed = namespace.podNames();

      namespace.kubectl("patch", "configmap", "server", "-p", "{\"data\":{\"broken\":\"false\"}}");
      namespace.await("all tasks done", tasks::allDone);
      tasks.assertEachRanOnce();
      for (var pod : crashed) {
        var counters = namespace.report(pod).counters();
        assertThat(counters.of(TaskEvent.DEAD_LETTERED)).isZero();
        assertThat(counters.of(TaskEvent.FAILED)).isZero();
      }
      namespace.await(
          "the pool says it is over",
          () -> namespace.condition("crashing", "PodsHealthy").startsWith("True"));
    }
  }

  @Test
  void a_pod_without_room_holds_up_neither_the_others_nor_growth(TestEnvironment environment) {
    environment.machine();
    var tasks = environment.tasks();
    try (var namespace = environment.namespace()) {
      seats(environment, 2);
      var seat = ", resources: {requests: {'" + SEATS + "': 1}, limits: {'" + SEATS + "': 1}}";
      namespace.follow(
          "crowded",
          Manifests.pool(
                  "crowded",
                  tasks.subscription(),
                  "{exec: {command: [/bin/busybox, sleep, '3']}}",
                  Manifests.container("worker", TestImages.TASKS, seat),
                  "")
              .replace("maxReplicas: 3", "maxReplicas: 5"));
      tasks.send(100);
      namespace.await(
          "two placed and others not", () -> namespace.readyPods() == 2 && namespace.pods() > 2);
      namespace.await(
          "growth", () -> namespace.pool("crowded", ".status.desiredReplicas").equals("5"));
      namespace.await(
          "what is wrong",
          () ->
              namespace
                  .condition("crowded", "PodsHealthy")
                  .matches("False Unschedulable 3 of 5 pods .*Insufficient " + SEATS + ".*"));
      assertThat(namespace.readyPods()).isEqualTo(2);
      seats(environment, 5);
      namespace.await("all placed", () -> namespace.readyPods() == 5);
      namespace.await("all tasks done", tasks::allDone);
      tasks.assertEachRanOnce();
    } finally {
      patchSeats(environment, "{\"op\":\"remove\",\"path\":\"%s\"}");
    }
  }

  private static void seats(TestEnvironment environment, int count) {
    patchSeats(environment, "{\"op\":\"add\",\"path\":\"%s\",\"value\":\"" + count + "\"}");
  }

  private static void patchSeats(TestEnvironment environment, String operation) {
    var path = "/status/capacity/" + SEATS.replace("/", "~1");
    environment
        .kubectl(
            "patch",
            "node",
            "taskworkers",
            "--subresource=status",
            "--type=json",
            "--patch",
            "[" + operation.formatted(path) + "]")
        .output();
  }
}
