// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.scaling.estimate.ScalingState;
import dev.taskworkers.operator.scaling.input.Arrivals;
import dev.taskworkers.operator.scaling.input.Backlog;
import dev.taskworkers.operator.scaling.input.Observation;
import dev.taskworkers.operator.scaling.input.Pods;
import dev.taskworkers.operator.scaling.input.Policy;
import dev.taskworkers.operator.scaling.input.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Pods that have hundreds of tasks of one ordering key in hand, of which one runs at a time. */
final class HotKeyTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final int TASKS = 200;
  private static final int SLOTS = 4;
  private static final int TASK_SECONDS = 5;

  private final Autoscaler autoscaler = new Autoscaler();
  private ScalingState memory = ScalingState.startingAt(START);
  private int desired = 10;
  private Decision decision;

  private void pass(int from, int to) {
    for (var second = from; second <= to; second += 5) {
      var now = START.plusSeconds(second);
      decision =
          autoscaler.decide(
              Policy.of(20, Duration.ofSeconds(30), SLOTS, true), seen(now, second), memory, now);
      memory = decision.memory();
      desired = decision.replicas();
    }
  }

  private Observation seen(Instant now, int second) {
    var done = Math.min(TASKS, second / TASK_SECONDS);
    var begun = Math.min(TASKS, done + 1);
    var left = TASKS - done;
    var running = Math.min(1, left);
    var sampled = now.minusSeconds(120).isBefore(START) ? START : now.minusSeconds(120);
    return new Observation(
        new Pods(desired, desired, 0, 0, List.of(Duration.ofSeconds(20))),
        new Backlog(
            Backlog.State.FRESH,
            List.of(new Backlog.Sample(sampled, Math.min(TASKS, left + 24), Duration.ZERO))),
        Arrivals.counted(now.getEpochSecond() - 599, Collections.nCopies(600, 0)),
        Service.builder()
            .reporting(desired)
            .slots(desired * SLOTS)
            .busy(left)
            .blocked(left - running)
            .keys(running)
            .started(begun)
            .finished(done)
            .taskSeconds(TASK_SECONDS * done)
            .timed(done)
            .waited(begun)
            .waitSeconds(100.0 * begun)
            .freeSince(Optional.of(START.minusSeconds(60)))
            .busySeconds(second)
            .oldestInFlight(Duration.ofSeconds(2L * running))
            .build());
  }

  @Test
  void do_not_hold_more_pods_than_run_tasks() {
    pass(0, 600);

    assertThat(decision.replicas()).as(decision.message()).isEqualTo(1);
    assertThat(decision.estimate().running()).isEqualTo(1);
  }

  @Test
  void keep_a_pod_until_the_last_of_them_is_done() {
    pass(0, 600);
    for (var second = 605; second < TASKS * TASK_SECONDS; second += 5) {
      pass(second, second);
      assertThat(decision.replicas()).as(decision.message()).isEqualTo(1);
    }
  }
}
