package dev.taskworkers.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.e2e.kubernetes.cluster.Obtaining;
import dev.taskworkers.e2e.kubernetes.site.Manifests;
import dev.taskworkers.e2e.kubernetes.site.OnKubernetes;
import dev.taskworkers.e2e.kubernetes.site.Site;
import dev.taskworkers.e2e.kubernetes.site.Space;
import dev.taskworkers.e2e.kubernetes.site.TestImages;
import dev.taskworkers.protocol.TaskEvent;
import dev.taskworkers.protocol.WorkerEndpoints;
import dev.taskworkers.testbed.cluster.Cluster;
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
  void a_packet_filter_before_the_workers_is_told_and_costs_no_task_that_runs(Site site) {
    var machine = site.machine();
    requireFilter(machine);
    var tasks = site.tasks();
    try (var space = site.space()) {
      // The first two tasks outlast two minutes, in which no new pool shrinks.
      var command = "read word number; test $number -lt 2 && exec sleep 200; sleep 10";
      space.follow(
          "deaf",
          Manifests.pool(
                  "deaf",
                  tasks.subscription(),
                  "{exec: {command: [/bin/busybox, sh, -c, '" + command + "']}}",
                  Manifests.container("worker", TestImages.TASKS, ""),
                  "")
              .replace("taskTimeout: 1m", "taskTimeout: 5m"));
      tasks.send(12);
      space.await("three workers at work", () -> space.readyPods() == 3 && tasks.running() > 2);
      space.await(
          "three workers heard",
          () -> space.condition("deaf", "WorkersHeard").startsWith("True Heard 3 of 3"));
      var pods = space.podNames();
      filter(machine, "-I", space);
      try {
        space.await(
            "the silence told",
            Duration.ofMinutes(2),
            () -> space.condition("deaf", "WorkersHeard").startsWith("False NoAnswer"));
        space.await(
            "a decision that would have removed pods",
            () -> space.pool("deaf", ".status.lastDecision.reason").equals("WorkersUnheard"));
        assertThat(tasks.running()).isEqualTo(2);
        assertThat(space.podNames()).isEqualTo(pods);
      } finally {
        filter(machine, "-D", space);
      }
      space.await(
          "the workers heard", () -> space.condition("deaf", "WorkersHeard").startsWith("True"));
      space.await("an idle worker gone", () -> space.pods() < 3);
      assertThat(space.condition("deaf", "ArrivalsKnown")).startsWith("True");
      space.await("all tasks done", tasks::allDone);
      tasks.assertEachRanOnce();
    }
  }

  private static void requireFilter(Cluster machine) {
    var bridges = machine.inNetwork("sysctl", "-n", "net.bridge.bridge-nf-call-iptables").result();
    if (!bridges.output().strip().equals("1")) {
      Obtaining.skip("Packets between pods can't be filtered here; load br_netfilter to test it.");
    }
  }

  /** What other pods, and so operators, send to the pool's workers; the kubelet is no pod. */
  private static void filter(Cluster machine, String how, Space space) {
    for (var address :
        space.kubectl("get", "pods", "-o", "jsonpath={.items[*].status.podIP}").split(" ")) {
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
  void a_server_that_crashes_again_and_again_gets_no_task_until_it_works(Site site) {
    var tasks = site.tasks();
    try (var space = site.space()) {
      space.kubectl("create", "configmap", "server", "--from-literal=broken=true");
      space.follow(
          "crashing",
          Manifests.pool(
              "crashing",
              tasks.subscription(),
              Manifests.HTTP,
              Manifests.server("$BROKEN && exit 1; "),
              ""));
      tasks.send(10);
      space.await(
          "the worker says that its handler is down",
          () -> space.report(space.podNames().get(0)).handlerDown().isPresent());
      space.await(
          "the pool says it",
          () ->
              space
                  .condition("crashing", "PodsHealthy")
                  .matches("False HandlerDown .* can't reach the handler; .*"));
      // A dead letter would be acknowledged, too.
      assertThat(tasks.done()).isZero();
      var crashed = space.podNames();

      space.kubectl("patch", "configmap", "server", "-p", "{\"data\":{\"broken\":\"false\"}}");
      space.await("all tasks done", tasks::allDone);
      tasks.assertEachRanOnce();
      for (var pod : crashed) {
        var counters = space.report(pod).counters();
        assertThat(counters.of(TaskEvent.DEAD_LETTERED)).isZero();
        assertThat(counters.of(TaskEvent.FAILED)).isZero();
      }
      space.await(
          "the pool says it is over",
          () -> space.condition("crashing", "PodsHealthy").startsWith("True"));
    }
  }

  @Test
  void a_pod_without_room_holds_up_neither_the_others_nor_growth(Site site) {
    site.machine();
    var tasks = site.tasks();
    try (var space = site.space()) {
      seats(site, 2);
      var seat = ", resources: {requests: {'" + SEATS + "': 1}, limits: {'" + SEATS + "': 1}}";
      space.follow(
          "crowded",
          Manifests.pool(
                  "crowded",
                  tasks.subscription(),
                  "{exec: {command: [/bin/busybox, sleep, '3']}}",
                  Manifests.container("worker", TestImages.TASKS, seat),
                  "")
              .replace("maxReplicas: 3", "maxReplicas: 5"));
      tasks.send(100);
      space.await("two placed and others not", () -> space.readyPods() == 2 && space.pods() > 2);
      space.await("growth", () -> space.pool("crowded", ".status.desiredReplicas").equals("5"));
      space.await(
          "what is wrong",
          () ->
              space
                  .condition("crowded", "PodsHealthy")
                  .matches("False Unschedulable 3 of 5 pods .*Insufficient " + SEATS + ".*"));
      assertThat(space.readyPods()).isEqualTo(2);
      seats(site, 5);
      space.await("all placed", () -> space.readyPods() == 5);
      space.await("all tasks done", tasks::allDone);
      tasks.assertEachRanOnce();
    } finally {
      patchSeats(site, "{\"op\":\"remove\",\"path\":\"%s\"}");
    }
  }

  private static void seats(Site site, int count) {
    patchSeats(site, "{\"op\":\"add\",\"path\":\"%s\",\"value\":\"" + count + "\"}");
  }

  private static void patchSeats(Site site, String operation) {
    var path = "/status/capacity/" + SEATS.replace("/", "~1");
    site.kubectl(
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
