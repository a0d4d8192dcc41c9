// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.scaling.Autoscaler;
import dev.taskworkers.operator.scaling.Decision;
import dev.taskworkers.operator.scaling.estimate.ScalingState;
import dev.taskworkers.operator.scaling.input.Arrivals;
import dev.taskworkers.operator.scaling.input.Backlog;
import dev.taskworkers.operator.scaling.input.Observation;
import dev.taskworkers.operator.scaling.input.Pods;
import dev.taskworkers.operator.scaling.input.Policy;
import dev.taskworkers.protocol.Counters;
import dev.taskworkers.protocol.PodIdentity;
import dev.taskworkers.protocol.TaskEvent;
import dev.taskworkers.protocol.WorkerReport;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The only pod of a pool runs 50 long tasks when its node dies; nothing else comes. */
final class DeadNodeTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final int TASKS = 50;
  private static final int DIES = 600;
  private static final int UNREADY = DIES + 40;
  private static final int LEASES_OVER = DIES + 65;

  private final PoolLedger ledger = new PoolLedger("n", START);
  private final Autoscaler autoscaler = new Autoscaler();
  private ScalingState memory = ScalingState.startingAt(START);

  private Decision decide(int second) {
    var now = START.plusSeconds(second);
    var ready = second < UNREADY;
    ledger.retain(Set.of("p"), now);
    if (second <= DIES) {
      ledger.book("p", report(now, second), now);
    }
    var pod = new PodAddress(new PodIdentity("n", "p", "p"), "127.0.0.1", ready, false);
    var seen =
        new Observation(
            new Pods(1, ready ? 1 : 0, ready ? 0 : 1, 0, List.of(Duration.ofSeconds(20))),
            new Backlog(
                Backlog.State.FRESH,
                List.of(new Backlog.Sample(now.minusSeconds(180), TASKS, Duration.ofMinutes(10)))),
            Arrivals.counted(now.getEpochSecond() - 599, Collections.nCopies(600, 0)),
            ledger.at(List.of(pod), now).service());
    var decision =
        autoscaler.decide(Policy.of(20, Duration.ofSeconds(30), TASKS, true), seen, memory, now);
    memory = decision.memory();
    return decision;
  }

  private static WorkerReport report(Instant now, int second) {
    return WorkerReport.builder(now, START, TASKS)
        .busy(TASKS)
        .counters(new Counters(Map.of(TaskEvent.STARTED, (long) TASKS)))
        .busySeconds((double) TASKS * second)
        .oldestInFlightSeconds(second)
        .build();
  }

  @Test
  void its_tasks_wait_when_their_leases_are_over() {
    for (var second = 0; second < DIES; second += 5) {
      decide(second);
    }
    for (var second = DIES; second < LEASES_OVER; second += 5) {
      assertThat(decide(second).estimate().inFlight()).as("at %s s", second).isEqualTo(TASKS);
    }

    var decision = decide(LEASES_OVER + 5);
    assertThat(decision.estimate().waiting()).isEqualTo(TASKS);
    assertThat(decision.estimate().inFlight()).isZero();
  }
}
