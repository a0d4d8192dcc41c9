// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.pool.pods.PodBuilder;
import dev.taskworkers.operator.pool.pods.PodInventory;
import dev.taskworkers.operator.signals.workers.ReportBuilder;
import dev.taskworkers.protocol.TaskRun;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A worker is shown")
final class WorkerViewTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  private static WorkerView view(ReportBuilder report) {
    var pod = PodBuilder.ready("p", NOW).build();
    var reports = Map.of("p", report.build());
    var inventory = new PodInventory(1, List.of(pod), List.of(), List.of(), 0, false, reports);
    return WorkerView.of(pod, inventory, true);
  }

  @Test
  void as_idle_only_while_it_keeps_no_task() {
    assertThat(view(ReportBuilder.startedAt(NOW)).state()).isEqualTo("idle");
    assertThat(view(ReportBuilder.startedAt(NOW).busy(1)).state()).isEqualTo("busy");
    assertThat(view(ReportBuilder.startedAt(NOW).resting(1)).state()).isEqualTo("busy");
  }

  @Test
  void with_its_longest_run_also_where_that_was_given_up() {
    var stuck = new TaskRun("a", 1, 700, 600, true);
    var running = new TaskRun("b", 1, 5, 600, false);
    var worker =
        ReportBuilder.startedAt(NOW)
            .busy(2)
            .with(own -> own.oldestInFlightSeconds(5).running(List.of(stuck, running)));

    assertThat(view(worker).report().orElseThrow().longestRunSeconds()).isEqualTo(700);
  }

  @Test
  void with_its_busy_slots_apart_from_tasks_that_wait_in_it() {
    var worker =
        ReportBuilder.startedAt(NOW).busy(12).blocked(3).with(own -> own.ready(5)).resting(2);

    var report = view(worker).report().orElseThrow();
    assertThat(report.slotsBusy()).isEqualTo(4);
    assertThat(report.busy()).isEqualTo(12);
    assertThat(report.blocked()).isEqualTo(3);
    assertThat(report.ready()).isEqualTo(5);
    assertThat(report.resting()).isEqualTo(2);
  }
}
