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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A new pool of pods with one slot")
final class NewPoolTest {
  private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");
  private static final int FIRST_SECOND = 3;
  private static final int POD_START = 20;
  private static final int TICK_SECONDS = 5;

  /** None of the tasks ends, so that nothing is known but when they came. */
  @ParameterizedTest(name = "starts a pod for each of its first {0} tasks, one every {1} s")
  @CsvSource({"1, 0", "2, 0", "2, 1", "2, 3"})
  void starts_no_more_pods_than_tasks_have_come(int tasks, int every) {
    var came = IntStream.range(0, tasks).map(task -> FIRST_SECOND + task * every).toArray();
    var policy = Policy.of(100, Duration.ofSeconds(30), 1, true);
    var memory = ScalingState.startingAt(START);
    var readyAt = new ArrayList<Integer>();
    var startedAt = new ArrayList<Integer>();
    for (var second = 0; second <= 120; second++) {
      var now = second;
      var ready = (int) readyAt.stream().filter(at -> at <= now).count();
      var waiting = IntStream.of(came).filter(at -> at <= now).count() - startedAt.size();
      startedAt.addAll(
          Collections.nCopies((int) Math.min(waiting, ready - startedAt.size()), second));
      if (second % TICK_SECONDS == 0) {
        var seen = seen(came, startedAt, readyAt.size(), ready, second);
        var decision = new Autoscaler().decide(policy, seen, memory, START.plusSeconds(second));
        memory = decision.memory();
        assertThat(decision.replicas()).as("pods at second " + second).isLessThanOrEqualTo(tasks);
        readyAt.addAll(
            Collections.nCopies(
                Math.max(0, decision.replicas() - readyAt.size()), second + POD_START));
      }
    }
    assertThat(startedAt).hasSize(tasks);
  }

  private static Observation seen(
      int[] came, List<Integer> startedAt, int desired, int ready, int second) {
    var counts = new ArrayList<>(Collections.nCopies(Math.max(1, second), 0));
    IntStream.of(came).filter(at -> at < second).forEach(at -> counts.set(at, counts.get(at) + 1));
    var started = startedAt.size();
    var waited = IntStream.range(0, started).map(task -> startedAt.get(task) - came[task]).sum();
    return new Observation(
        new Pods(desired, ready, desired - ready, 0, List.of()),
        Backlog.missing(),
        Arrivals.counted(START.getEpochSecond(), counts),
        Service.builder()
            .reporting(ready)
            .slots(ready)
            .busy(started)
            .fullPods(started)
            .started(started)
            .waited(started)
            .waitSeconds(waited)
            .busySeconds(startedAt.stream().mapToInt(at -> second - at).sum())
            .oldestInFlight(
                Duration.ofSeconds(startedAt.stream().mapToInt(at -> second - at).max().orElse(0)))
            .freeSince(started < ready ? Optional.of(START.plusSeconds(second)) : Optional.empty())
            .build());
  }
}
