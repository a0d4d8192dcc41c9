// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.protocol.Counters;
import dev.taskworkers.protocol.Distribution;
import dev.taskworkers.protocol.TaskEvent;
import dev.taskworkers.protocol.WorkerReport;
import dev.taskworkers.protocol.WorkerReport.Postponed;
import dev.taskworkers.runtime.MetricFamily;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.fixtures.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A worker tells")
class HttpEndpointsTest {
  @Test
  void the_operator_its_state() {
    var world = new World(2);
    world.publish("a");
    world.tasks.end("a", Outcome.ack());
    world.seconds(2);

    var start = Instant.parse("2026-01-01T00:00:00Z");
    var first = new ArrayList<>(Collections.nCopies(Distribution.LIMITS.size() + 1, 0L));
    first.set(0, 1L);
    var second = new ArrayList<>(Collections.nCopies(Distribution.LIMITS.size() + 1, 0L));
    second.set(1, 1L);
    assertThat(world.loop.report().status())
        .isEqualTo(
            WorkerReport.builder(start.plusMillis(2020), start, 2)
                .worker("pod-1")
                .subscription("projects/p/subscriptions/s")
                .freeSince(start.plusMillis(10))
                .pulling(true)
                .counters(
                    new Counters(
                        Map.of(TaskEvent.RECEIVED, 1L, TaskEvent.STARTED, 1L, TaskEvent.ACKED, 1L)))
                .busySeconds(0.01)
                .leaseSeconds(60)
                .taskSeconds(new Distribution(1, 0.01, second))
                .waitSeconds(new Distribution(1, 0, first))
                .ageSeconds(new Distribution(1, 0, first))
                .build());
  }

  @Test
  void how_long_its_tasks_have_run_together_also_those_that_still_run() {
    var world = new World(2);
    world.publish("a", "b");
    world.seconds(4.99);
    world.tasks.end("a", Outcome.ack());
    world.seconds(5);
    var status = world.loop.report().status();
    assertThat(status.busySeconds().orElseThrow()).isBetween(14.9, 15.0);
    assertThat(status.taskSeconds().sum()).isBetween(4.9, 5.0);
  }

  @Test
  void which_tasks_it_gave_back_for_later_and_when_they_are_due() {
    var world = new World(2);
    world.publish("a", "b");
    assertThat(world.loop.report().status().postponed()).isEmpty();
    world.tasks.end("a", Outcome.retry(Duration.ofSeconds(60)));
    world.tasks.end("b", Outcome.retry(Duration.ofMinutes(5)));
    world.seconds(1);
    var status = world.loop.report().status();
    assertThat(status.postponed())
        .contains(
            new Postponed(
                2, Instant.parse("2026-01-01T00:01:01Z"), Instant.parse("2026-01-01T00:05:01Z")));

    world.seconds(60);
    assertThat(world.loop.report().status().postponed()).map(Postponed::count).contains(1);
    world.seconds(240);
    assertThat(world.loop.report().status().postponed()).isEmpty();
  }

  @Test
  void how_many_of_its_tasks_wait_for_their_ordering_key_and_how_many_keys_there_are() {
    var world = new World(4);
    world.subscription.publish("a1", "a");
    world.subscription.publish("a2", "a");
    world.subscription.publish("b1", "b");
    world.publish("free");
    var status = world.loop.report().status();
    assertThat(status.busy()).isEqualTo(4);
    assertThat(status.blocked()).isEqualTo(1);
    assertThat(status.activeKeys()).isEqualTo(2);

    world.tasks.end("b1", Outcome.ack());
    world.tasks.end("a1", Outcome.ack());
    world.seconds(0.1);
    assertThat(world.loop.report().status().blocked()).isZero();
    assertThat(world.loop.report().status().activeKeys()).isEqualTo(1);
  }

  @Test
  void prometheus_no_more_busy_slots_than_there_are_and_the_tasks_that_wait() {
    var world = new World(2);
    for (var id : List.of("a1", "a2", "a3")) {
      world.subscription.publish(id, "a");
    }
    world.publish("b", "c");
    assertThat(text(world))
        .contains("taskworkers_worker_slots_busy 2.0", "taskworkers_worker_tasks_waiting 2.0");
  }

  @Test
  void prometheus_how_long_a_run_has_gone_on_that_was_given_up() {
    var world = new World(2);
    world.tasks.obeyCancellation(false);
    world.publish("a");
    world.seconds(595);
    assertThat(text(world)).containsPattern("taskworkers_worker_oldest_run_seconds 59[45]");
    world.seconds(20);
    assertThat(world.loop.report().status().abandoned()).isEqualTo(1);
    assertThat(text(world)).containsPattern("taskworkers_worker_oldest_run_seconds 61[45]");
  }

  private static String text(World world) {
    return new WorkerMetrics(world.loop.report()::status, why -> why.ordinal())
        .now()
        .answer("")
        .text();
  }

  @Test
  void prometheus_the_same() {
    var world = new World(2);
    world.publish("a");
    var text = text(world);
    assertThat(text)
        .contains(
            "taskworkers_worker_slots 2.0",
            "taskworkers_worker_slots_busy 1.0",
            "taskworkers_worker_throttled 0.0",
            "taskworkers_worker_orders_refused_total{reason=\"no_proof\"} 1.0",
            "taskworkers_worker_tasks_total{event=\"received\"} 1.0",
            "taskworkers_worker_task_wait_seconds_bucket{le=\"0.005\"} 1",
            "taskworkers_worker_task_wait_seconds_bucket{le=\"+Inf\"} 1",
            "taskworkers_worker_task_wait_seconds_count 1",
            "taskworkers_worker_task_age_seconds_sum 0.0",
            "taskworkers_worker_task_duration_seconds_count 0");
    assertThat(
            text.lines()
                .filter(line -> line.startsWith("# TYPE taskworkers_"))
                .map(line -> line.split(" ")[2]))
        .containsExactlyInAnyOrderElementsOf(
            WorkerMetrics.families().stream().map(MetricFamily::name).toList());
  }
}
