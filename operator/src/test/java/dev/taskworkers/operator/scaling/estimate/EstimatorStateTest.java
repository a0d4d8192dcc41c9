// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.scaling.input.Arrivals;
import dev.taskworkers.operator.scaling.input.Backlog;
import dev.taskworkers.operator.scaling.input.Backlog.Sample;
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
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A pool's track over a time in which workers were not heard. */
final class EstimatorStateTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final int READY = 3;
  private static final int SILENT_FROM = 30;
  private static final int SILENT_UNTIL = 120;

  /** That Monitoring takes, while workers are silent, when most of what came is done. */
  private static final int SAMPLED = 60;

  private static final int CAME = 20;

  @DisplayName(
      "what workers did in silence is not held against the doorbell that counted it before")
  @ParameterizedTest(name = "{0} of 3 are heard")
  @ValueSource(ints = {0, 2})
  void what_was_done_in_silence_was_counted(int heard) {
    var track = EstimatorState.startingAt(START, ServiceTimeEstimate.NOTHING, Optional.empty());
    for (var second = 0; second <= SILENT_UNTIL + 60; second += 5) {
      var silent = second >= SILENT_FROM && second < SILENT_UNTIL;
      var reporting = silent ? heard : READY;
      track =
          track.after(
              seen(second, reporting, second < SILENT_UNTIL ? 0 : CAME),
              2,
              reporting > 0,
              at(second));

      assertThat(track.crossCheck().distrusts()).as("distrusted after " + second).isFalse();
    }
  }

  @DisplayName("a sample of regions that were looked at up to a minute earlier may lack a burst")
  @Test
  void a_burst_that_a_sample_lacks_is_not_held_against_the_doorbell_that_counted_it() {
    var track = EstimatorState.startingAt(START, ServiceTimeEstimate.NOTHING, Optional.empty());
    for (var second = 0; second <= SILENT_UNTIL; second += 5) {
      track =
          track.after(seen(second, READY, second < SAMPLED + 30 ? 0 : CAME), 2, true, at(second));

      assertThat(track.crossCheck().distrusts()).as("distrusted after " + second).isFalse();
    }
  }

  @DisplayName("tasks that free slots are not brought are held by their keys")
  @ParameterizedTest(name = "{6}: {7}")
  @CsvSource({
    "13, 3, 2, 0, 0, 0, three pods with free slots run two tasks, true",
    "10, 3, 2, 0, 0, 0, no more wait than have room, false",
    "13, 1, 2, 0, 0, 0, one pod might be the only one that is brought nothing, false",
    "13, 3, 0, 0, 0, 0, nothing runs that could hold a key, false",
    "13, 3, 4, 1, 0, 0, one pod is full, false",
    "13, 3, 2, 0, 1, 0, a task has begun since the sample, false",
    "13, 3, 4, 1, 0, 1, one pod is full of tasks with a key, true",
    "13, 3, 2, 0, 1, 1, a task of some key has begun since the sample, true",
  })
  void what_waits_is_held(
      int waiting,
      int pods,
      int running,
      int full,
      int begun,
      int keys,
      String name,
      boolean limited) {
    var track = EstimatorState.startingAt(START, ServiceTimeEstimate.NOTHING, Optional.empty());
    for (var second = 0; second <= 120; second += 5) {
      var service =
          Service.builder()
              .reporting(pods)
              .slots(4 * pods)
              .busy(running)
              .fullPods(full)
              .keys(keys)
              .started(running + (second < 60 ? 0 : begun))
              .freeSince(Optional.of(START))
              .build();
      var samples = List.of(new Sample(at(30), (long) waiting + running, Duration.ZERO));
      var backlog = second < 90 ? Backlog.missing() : new Backlog(Backlog.State.FRESH, samples);
      var seen =
          new Observation(
              new Pods(pods, pods, 0, 0, List.of()), backlog, Arrivals.notCounted(), service);
      track = track.after(seen, 4, true, at(second));
    }

    assertThat(track.keyLimit().map(KeyLimit::running).isPresent()).isEqualTo(limited);
  }

  @Test
  void a_slot_more_than_keys_allow_shows_whether_others_come() {
    var seen =
        new Observation(
            new Pods(3, 3, 0, 0, List.of()),
            Backlog.missing(),
            Arrivals.notCounted(),
            Service.builder()
                .reporting(3)
                .slots(12)
                .busy(8)
                .blocked(6)
                .keys(2)
                .freeSince(Optional.of(START))
                .build());
    var track = EstimatorState.startingAt(START, ServiceTimeEstimate.NOTHING, Optional.empty());
    for (var second = 0; second <= 20; second += 5) {
      track = track.after(seen, 4, true, at(second));
    }

    var policy = Policy.of(100, Duration.ofSeconds(30), 4, true);
    var estimate = Estimator.estimate(seen, track, policy, true, at(20));

    assertThat(estimate.parallel()).hasValue(3);
  }

  private static Observation seen(int second, int reporting, int started) {
    var samples = new ArrayList<>(List.of(new Sample(at(0), 0, Duration.ZERO)));
    if (second > SAMPLED) {
      samples.add(new Sample(at(SAMPLED), 2, Duration.ZERO));
    }
    return new Observation(
        new Pods(READY, READY, 0, 0, List.of()),
        new Backlog(Backlog.State.FRESH, samples),
        counted(second),
        service(reporting, started));
  }

  /** All came just before the silence. */
  private static Arrivals counted(int until) {
    var counts = new ArrayList<>(Collections.nCopies(until + 1, 0));
    if (until >= SILENT_FROM - 5) {
      counts.set(SILENT_FROM - 5, CAME);
    }
    return Arrivals.counted(START.getEpochSecond(), counts);
  }

  private static Service service(int reporting, int started) {
    return Service.builder()
        .reporting(reporting)
        .slots(2 * reporting)
        .started(started)
        .finished(started)
        .waited(started)
        .build();
  }

  private static Instant at(int second) {
    return START.plusSeconds(second);
  }
}
