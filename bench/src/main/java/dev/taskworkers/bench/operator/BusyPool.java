// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench.operator;

import dev.taskworkers.operator.scaling.Autoscaler;
import dev.taskworkers.operator.scaling.Decision;
import dev.taskworkers.operator.scaling.estimate.ScalingState;
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

/**
 * A pool as an operator sees it after it has run for a while: 8 tasks of 5 s arrive per second, 11
 * pods of 4 slots work, everything is counted, reported and sampled, and the memory is full.
 */
final class BusyPool {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final int TICK_SECONDS = 5;
  private static final int FULL_MEMORY_SECONDS = 720;
  private static final int PODS = 11;
  private static final int SLOTS = 4;
  private static final int PER_SECOND = 8;
  private static final int TASK_SECONDS = 5;

  private final Autoscaler autoscaler = new Autoscaler();
  private final Policy policy = Policy.of(100, Duration.ofSeconds(30), SLOTS, true);
  private final ScalingState memory;
  private final Observation observation;

  BusyPool() {
    var remembered = ScalingState.startingAt(START);
    for (var second = 0; second < FULL_MEMORY_SECONDS; second += TICK_SECONDS) {
      var now = START.plusSeconds(second);
      remembered = autoscaler.decide(policy, seen(second), remembered, now).memory();
    }
    memory = remembered;
    observation = seen(FULL_MEMORY_SECONDS);
  }

  /** The same decision each time. */
  Decision decide() {
    return autoscaler.decide(policy, observation, memory, START.plusSeconds(FULL_MEMORY_SECONDS));
  }

  private static Observation seen(int second) {
    var now = START.plusSeconds(second);
    var starts = Collections.nCopies(20, Duration.ofSeconds(25));
    return new Observation(
        new Pods(PODS, PODS, 0, 0, starts),
        new Backlog(Backlog.State.FRESH, samples(second)),
        Arrivals.counted(now.getEpochSecond() - 599, Collections.nCopies(600, PER_SECOND)),
        service(second));
  }

  private static List<Sample> samples(int second) {
    var samples = new ArrayList<Sample>();
    for (var age = 600; age >= 180; age -= 60) {
      var at = START.plusSeconds(second - second % 60 - age);
      samples.add(new Sample(at, (long) PER_SECOND * TASK_SECONDS, Duration.ofSeconds(5)));
    }
    return samples;
  }

  private static Service service(int second) {
    var ended = (long) PER_SECOND * second;
    var busy = PER_SECOND * TASK_SECONDS;
    return Service.builder()
        .reporting(PODS)
        .slots(PODS * SLOTS)
        .busy(busy)
        .started(ended + busy)
        .finished(ended)
        .taskSeconds(ended * TASK_SECONDS)
        .timed(ended)
        .waitSeconds(ended)
        .waited(ended)
        .freeSince(Optional.of(START.plusSeconds(second - 60)))
        .oldestInFlight(Duration.ofSeconds(TASK_SECONDS))
        .busySeconds(ended * TASK_SECONDS)
        .build();
  }
}
