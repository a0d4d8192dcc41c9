// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.crds.TaskWorkerPoolStatus;
import dev.taskworkers.crds.TaskWorkerPoolStatus.Backlog;
import dev.taskworkers.crds.TaskWorkerPoolStatus.BacklogState;
import dev.taskworkers.crds.TaskWorkerPoolStatus.Estimate;
import dev.taskworkers.crds.TaskWorkerPoolStatus.LastDecision;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A pool's status")
class StatusWriteLimiterTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final TaskWorkerPoolStatus CALM = status(2, BacklogState.Fresh, 7, "True");

  private final StatusWriteLimiter pace = new StatusWriteLimiter();
  private final Map<String, Instant> written = new HashMap<>();

  private static TaskWorkerPoolStatus status(
      int ready, BacklogState state, long waiting, String active) {
    return new TaskWorkerPoolStatus(
        1L,
        2,
        ready,
        2,
        "pool=p",
        new Backlog(waiting, "5s", NOW.toString(), state),
        new Estimate(waiting, 1L, waiting + "/s", "5s", "Counted", "Reported"),
        null,
        List.of(
            new ConditionBuilder()
                .withType("ScalingActive")
                .withStatus(active)
                .withMessage(waiting + " wait")
                .build()));
  }

  private static TaskWorkerPoolStatus decided(int to, String reason) {
    return new TaskWorkerPoolStatus(
        1L,
        2,
        2,
        to,
        "pool=p",
        CALM.backlog(),
        CALM.estimate(),
        new LastDecision(NOW.toString(), 2, to, reason, "because."),
        CALM.conditions());
  }

  @Test
  void waits_with_a_reason_but_not_with_other_pods() {
    var before = decided(2, "Steady");

    assertThat(isDue("u", before, decided(2, "Stabilizing"), 1000, NOW)).isTrue();
    assertThat(isDue("u", before, decided(2, "InFlight"), 1000, NOW.plusSeconds(5))).isFalse();
    assertThat(isDue("u", before, decided(3, "Backlog"), 1000, NOW.plusSeconds(5))).isTrue();
  }

  private boolean isDue(
      String pool, TaskWorkerPoolStatus before, TaskWorkerPoolStatus next, int pools, Instant now) {
    var last = written.getOrDefault(pool, Instant.MIN);
    var due = pace.isDue(last, before, next, pools, now);
    if (due) {
      written.put(pool, now);
    }
    return due;
  }

  private boolean isDue(TaskWorkerPoolStatus next, int pools, int second) {
    return isDue("u", CALM, next, pools, NOW.plusSeconds(second));
  }

  @ParameterizedTest(name = "of {0} pools is written for its numbers after {1} s and not before")
  @CsvSource({"100, 5", "1000, 50", "2000, 100"})
  void waits_with_numbers_the_longer_the_more_pools_there_are(int pools, int seconds) {
    var moved = status(2, BacklogState.Fresh, 8, "True");

    assertThat(isDue(moved, pools, 0)).isTrue();
    assertThat(isDue(moved, pools, seconds - 1)).isFalse();
    assertThat(isDue(moved, pools, seconds)).isTrue();
  }

  @Test
  void is_written_in_its_turn_when_all_pools_move() {
    var moved = status(2, BacklogState.Fresh, 8, "True");
    var times = new HashMap<Integer, Integer>();
    for (var second = 0; second < 100; second += 5) {
      var now = NOW.plusSeconds(second);
      var atOnce =
          IntStream.range(0, 1000)
              .filter(pool -> isDue("u" + pool, CALM, moved, 1000, now))
              .peek(pool -> times.merge(pool, 1, Integer::sum))
              .count();
      assertThat(atOnce).as("writes at one tick").isEqualTo(100);
    }
    assertThat(times).hasSize(1000).allSatisfy((pool, writes) -> assertThat(writes).isEqualTo(2));
  }

  @Test
  void is_written_at_once_when_something_happened() {
    assertThat(isDue(status(2, BacklogState.Fresh, 8, "True"), 1000, 0)).isTrue();

    assertThat(isDue(status(1, BacklogState.Fresh, 7, "True"), 1000, 1)).isTrue();
    assertThat(isDue(status(2, BacklogState.Stale, 7, "True"), 1000, 2)).isTrue();
    assertThat(isDue(status(2, BacklogState.Fresh, 7, "False"), 1000, 3)).isTrue();
    assertThat(isDue("u", null, CALM, 1000, NOW.plusSeconds(4))).isTrue();
  }

  @Test
  void is_not_written_when_it_is_so_already() {
    assertThat(isDue(CALM, 1, 0)).isFalse();
  }
}
