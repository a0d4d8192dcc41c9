// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.scaling.estimate.ScalingState;
import dev.taskworkers.operator.scaling.estimate.ServiceTimeEstimate;
import dev.taskworkers.operator.scaling.input.Arrivals;
import dev.taskworkers.operator.scaling.input.Backlog;
import dev.taskworkers.operator.scaling.input.Observation;
import dev.taskworkers.operator.scaling.input.Pods;
import dev.taskworkers.operator.scaling.input.Policy;
import dev.taskworkers.operator.scaling.input.RateLimit;
import dev.taskworkers.operator.scaling.input.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A rate limit refuses no pods")
final class RateLimitedTest {
  private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");
  private static final int SLOTS = 4;
  private static final int WATCHED_SECONDS = 300;
  private static final int WAITING = 1000;

  /** A task takes 60 s by those that have ended. */
  @DisplayName("while slots are too few to use it up: where 18 full pods")
  @ParameterizedTest(name = "start {0} of 63 tasks a minute, it takes {1}")
  @CsvSource({"63, 18", "60, 18", "45, 28", "0, 5708"})
  void of_a_pool_that_does_not_use_it_up(int startedPerMinute, int pods) {
    var policy = limited(true, 63);
    var known = ServiceTimeEstimate.earlier(Duration.ofMinutes(1), true, START);
    var memory = ScalingState.startingAt(START, known, Optional.empty());
    for (var second = 0; second < WATCHED_SECONDS; second += 5) {
      var seen = full(18, second * startedPerMinute / 60.0, second);
      memory = decide(policy, seen, memory, second).memory();
    }

    var seen = full(18, WATCHED_SECONDS * startedPerMinute / 60.0, WATCHED_SECONDS);
    var decision = decide(policy, seen, memory, WATCHED_SECONDS);

    assertThat(Demand.most(policy, decision.estimate())).isEqualTo(pods);
  }

  /** Long tasks keep slots of some pods, whose shares of the rate the others don't get. */
  @DisplayName("while slots that are free start nothing, though tasks wait: where 18 pods with 69")
  @ParameterizedTest(name = "tasks start {0} of 63 a minute, and these have waited {1} s: {2}")
  @CsvSource({"45, 120, 27", "63, 120, 18", "45, 0, 18", "45, 5, 18"})
  void of_a_pool_whose_shares_are_not_used_up(int startedPerMinute, int waited, int pods) {
    var policy = limited(true, 63);
    var known = ServiceTimeEstimate.earlier(Duration.ofMinutes(1), true, START);
    var memory = ScalingState.startingAt(START, known, Optional.empty());
    for (var second = 0; second < WATCHED_SECONDS; second += 5) {
      var seen = partlyFree(second * startedPerMinute / 60.0, waited, second);
      memory = decide(policy, seen, memory, second).memory();
    }

    var ended = WATCHED_SECONDS * startedPerMinute / 60.0;
    var seen = partlyFree(ended, waited, WATCHED_SECONDS);
    var decision = decide(policy, seen, memory, WATCHED_SECONDS);

    assertThat(Demand.most(policy, decision.estimate())).isEqualTo(pods);
  }

  @DisplayName("by a guess of how long a task takes: where pods that tell nothing")
  @ParameterizedTest(name = "have been ready for {0} s, 5 tasks a minute may take {1} pods")
  @CsvSource({"0, 1", "120, 4", "300, 8"})
  void of_a_pool_that_tells_nothing(int readySeconds, int pods) {
    var policy = limited(false, 5);
    var memory = ScalingState.startingAt(START);
    var last = 0;
    for (var second = 0; second <= WATCHED_SECONDS; second += 5) {
      var ready = second < WATCHED_SECONDS - readySeconds ? 0 : 1;
      var seen = observed(ready, second, Service.unreported());
      var decision = decide(policy, seen, memory, second);
      memory = decision.memory();
      last = Demand.most(policy, decision.estimate());
    }
    assertThat(last).isEqualTo(pods);
  }

  @DisplayName("that may start no task: a new pod starts one at once, and then none for 1 h")
  @ParameterizedTest(name = "{0} tasks wait beside {1} pods that have started one: {2} pods")
  @CsvSource({
    "1, 0, 1",
    "1, 3, 4",
    // One more is foreseen to come as densely.
    "3, 0, 4",
  })
  void of_an_hour(int waiting, int rested, int pods) {
    var hourly = new RateLimit(OptionalDouble.of(1 / 3600.0), OptionalDouble.empty());
    var began = START.minusSeconds(WATCHED_SECONDS);
    var counts = new ArrayList<>(Collections.nCopies(WATCHED_SECONDS, 0));
    counts.set(WATCHED_SECONDS - 5, waiting);
    var seen =
        new Observation(
            new Pods(rested, rested, 0, 0, List.of(Duration.ofSeconds(25))),
            Backlog.missing(),
            Arrivals.counted(began.getEpochSecond(), counts),
            Service.builder().reporting(rested).slots(SLOTS * rested).build());

    var decision = decide(limited(true, hourly), seen, ScalingState.startingAt(began), 0);

    assertThat(decision.replicas()).isEqualTo(pods);
  }

  private static Decision decide(Policy policy, Observation seen, ScalingState memory, int second) {
    return new Autoscaler().decide(policy, seen, memory, START.plusSeconds(second));
  }

  private static Observation full(int ready, double ended, int second) {
    return observed(ready, second, busy(ready, SLOTS * ready, ended, second).build());
  }

  private static Observation partlyFree(double ended, int waited, int second) {
    var service =
        busy(18, 69, ended, second)
            .waitSeconds(waited * (double) (Math.round(ended) + 69))
            .freeSince(Optional.of(START.minusSeconds(WATCHED_SECONDS)))
            .build();
    return observed(18, second, service);
  }

  private static Service.Builder busy(int ready, int busy, double ended, int second) {
    return Service.builder()
        .reporting(ready)
        .slots(SLOTS * ready)
        .busy(busy)
        .started(Math.round(ended) + busy)
        .finished(Math.round(ended))
        .timed(Math.round(ended))
        .taskSeconds(60.0 * Math.round(ended))
        .waited(Math.round(ended) + busy)
        .busySeconds((double) busy * second);
  }

  private static Observation observed(int ready, int second, Service service) {
    return new Observation(
        new Pods(Math.max(1, ready), ready, 0, 0, List.of(Duration.ofSeconds(25))),
        Backlog.missing(),
        Arrivals.counted(
            START.getEpochSecond() - WAITING, Collections.nCopies(WAITING + second, 1)),
        service);
  }

  private static Policy limited(boolean workersReport, double perMinute) {
    return limited(
        workersReport, new RateLimit(OptionalDouble.empty(), OptionalDouble.of(perMinute / 60)));
  }

  private static Policy limited(boolean workersReport, RateLimit limit) {
    return Policy.of(1000, Duration.ofSeconds(30), SLOTS, workersReport)
        .withRateLimit(Optional.of(limit));
  }
}
