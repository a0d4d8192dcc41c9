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
import dev.taskworkers.operator.scaling.input.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Pods with four slots each, all of them busy since long ago, and tasks that wait for one. Of those
 * that run some should have ended, or none, by what tasks took so far.
 */
final class StalledTest {
  private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");
  private static final int COMES_AFTER = 10;
  private static final Policy POLICY =
      Policy.of(5000, Duration.ofSeconds(30), 4, true).withDrainWithin(Duration.ofMinutes(10));

  @DisplayName("Where tasks took so many seconds, some wait for so many beside full pods, and")
  @ParameterizedTest(
      name =
          "[{index}] {0} s, {1} wait for {2} s beside {3} pods, {4} slots were let go lately, they get {5} pods")
  @CsvSource({
    "10, 1, 120, 2, 0, 3",
    "10, 1, 120, 2, 1, 2",
    "300, 1, 120, 2, 0, 2",
    "60, 1, 40, 2, 0, 2",
    "60, 9000, 40, 250, 0, 250",
  })
  void gets_more_slots_only_where_those_that_run_should_have_ended(
      int known, int wait, int seconds, int ready, int letGo, int pods) {
    var memory =
        ScalingState.startingAt(
            START,
            ServiceTimeEstimate.earlier(Duration.ofSeconds(known), true, START),
            Optional.empty());
    var last = 0;
    for (var second = 0; second <= COMES_AFTER + seconds; second += 5) {
      var ended = 100 + (second > COMES_AFTER + seconds - 20 ? letGo : 0);
      var counts = counts(second, wait + letGo);
      var seen = seen(ready, known, ended, second, counts);
      var decision = new Autoscaler().decide(POLICY, seen, memory, START.plusSeconds(second));
      memory = decision.memory();
      last = decision.replicas();
    }
    assertThat(last).isEqualTo(pods);
  }

  @DisplayName("Where the last task to start has waited for long, and none has ended since,")
  @ParameterizedTest(name = "of {0} that wait, the pod gets {1} pods")
  @CsvSource({"2, 2", "40, 4"})
  void gets_no_fewer_where_the_pool_would_double(int wait, int pods) {
    var patient = Duration.ofSeconds(9);
    var policy = Policy.of(5000, patient, 4, true).withDrainWithin(Duration.ofSeconds(40));
    var memory =
        ScalingState.startingAt(
            START,
            ServiceTimeEstimate.earlier(Duration.ofSeconds(10), true, START),
            Optional.empty());
    var most = 0;
    for (var second = 0; second <= 20; second += 5) {
      var now = START.plusSeconds(second);
      var sampled = new Backlog.Sample(now, 4 + wait, Duration.ZERO);
      var service =
          Service.builder()
              .reporting(1)
              .slots(4)
              .busy(4)
              .fullPods(1)
              .started(second < 10 ? 100 : 101)
              .finished(second < 10 ? 96 : 97)
              .waited(second < 10 ? 100 : 101)
              .waitSeconds(second < 10 ? 0 : 10)
              .oldestInFlight(Duration.ofSeconds(second))
              .busySeconds(4.0 * second);
      var seen =
          new Observation(
              new Pods(1, 1, 0, 0, List.of(Duration.ofSeconds(25))),
              new Backlog(Backlog.State.FRESH, List.of(sampled)),
              Arrivals.notCounted(),
              service.build());
      var decision = new Autoscaler().decide(policy, seen, memory, now);
      memory = decision.memory();
      most = Math.max(most, decision.replicas());
    }
    assertThat(most).isEqualTo(pods);
  }

  private static Observation seen(
      int ready, int known, int ended, int second, List<Integer> counts) {
    var busy = 4 * ready;
    var service =
        Service.builder()
            .reporting(ready)
            .slots(busy)
            .busy(busy)
            .started(ended + busy)
            .finished(ended)
            .timed(ended)
            .taskSeconds((double) known * ended)
            .waited(ended + busy)
            .busySeconds((double) known * ended + (double) busy * second)
            .build();
    return new Observation(
        new Pods(ready, ready, 0, 0, List.of(Duration.ofSeconds(25))),
        Backlog.missing(),
        Arrivals.counted(START.getEpochSecond() - 1, counts),
        service);
  }

  private static List<Integer> counts(int second, int come) {
    var counts = new ArrayList<Integer>();
    IntStream.rangeClosed(-1, second).forEach(at -> counts.add(at == COMES_AFTER ? come : 0));
    return counts;
  }
}
