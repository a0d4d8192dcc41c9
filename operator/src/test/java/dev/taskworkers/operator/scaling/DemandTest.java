// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.scaling.estimate.Estimate;
import dev.taskworkers.operator.scaling.estimate.Estimate.Arriving;
import dev.taskworkers.operator.scaling.estimate.Estimate.Evidence;
import dev.taskworkers.operator.scaling.estimate.Estimate.Serving;
import dev.taskworkers.operator.scaling.estimate.EstimateFixture;
import dev.taskworkers.operator.scaling.estimate.SteadyRate;
import dev.taskworkers.operator.scaling.input.Pods;
import dev.taskworkers.operator.scaling.input.Policy;
import dev.taskworkers.operator.scaling.input.RateLimit;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The pods that a burst among other tasks calls for")
final class DemandTest {
  private static final Duration WAIT = Duration.ofSeconds(30);

  static Stream<Arguments> bursts() {
    return Stream.of(
        Arguments.of(
            "long tasks, 7 at once every 107 s, are no rate of 1.4/s that lasts like their mean",
            new Pool(8, 60, 30),
            new Tasks(0, 7),
            List.of(rate(1.4, 2), rate(0.117, 109), rate(0.0875, 216)),
            2),
        Arguments.of(
            "short tasks, 40 at once among 2/s, are no rate of 10/s that lasts like 2/s",
            new Pool(4, 5, 120),
            new Tasks(40, 10),
            List.of(rate(10, 5), rate(2, 240)),
            30),
        Arguments.of(
            "a rate of 10/s that has lasted is followed for as long as pods take to start",
            new Pool(4, 5, 120),
            new Tasks(40, 10),
            List.of(rate(10, 5), rate(10, 240)),
            53),
        Arguments.of(
            "one task that fails each half minute among long ones is no more than one",
            new Pool(1, 600, 30),
            new Tasks(0, 0),
            List.of(new SteadyRate(1 / 30.0, 240, OptionalDouble.empty(), 1 / 30.0, 1)),
            1),
        Arguments.of(
            "long tasks that wait take a slot each, and room for chance that of their rate",
            new Pool(1, 240, 240),
            new Tasks(3, 3),
            List.of(rate(1 / 60.0, 240)),
            10),
        Arguments.of(
            "a burst of 7 like the one before it is not followed by as many",
            new Pool(1, 20, 110),
            new Tasks(0, 7),
            List.of(new SteadyRate(1.4, 5, OptionalDouble.of(0), 0, 0)),
            7),
        Arguments.of(
            "tasks that fail together come together",
            new Pool(1, 600, 30),
            new Tasks(0, 0),
            List.of(new SteadyRate(1 / 30.0, 240, OptionalDouble.empty(), 1 / 30.0, 50)),
            5));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bursts")
  void are(String sentence, Pool pool, Tasks tasks, List<SteadyRate> lasting, int pods) {
    var estimate = estimate(pool, tasks, lasting);
    var three =
        new Pods(
            3, 3, 0, 0, Collections.nCopies(5, Duration.ofSeconds((long) pool.startSeconds())));

    var step = Demand.of(Policy.of(1000, WAIT, pool.slots(), true), estimate, three);

    assertThat(step.replicas()).as(step.explanation().toString()).isEqualTo(pods);
  }

  @DisplayName("29 tasks wait beside three pods, and pods are ready after 111 s: beside two")
  @ParameterizedTest(name = "more that have had no node for {0} s, the queue calls for {1} in all")
  @CsvSource({"60, 0", "600, 4"})
  void counts_no_pod_as_starting_that_gets_no_node(int unplacedSeconds, int pods) {
    var waiting = estimate(new Pool(4, 60, 111), new Tasks(29, 12), List.of(rate(0, 0)));
    var unplaced = Duration.ofSeconds(unplacedSeconds);
    var seen = new Pods(5, 3, 2, 2, List.of(Duration.ofSeconds(111)), unplaced);

    var step = Demand.of(Policy.of(1000, WAIT, 4, true), waiting, seen);

    assertThat(step.replicas()).as(step.explanation().toString()).isEqualTo(pods);
  }

  @DisplayName("that has no use for more are told as those that tasks can fill:")
  @ParameterizedTest(name = "{0} wait, and {1}/s have come")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0 | 0.05 | 3.0/min arrive and no task waits
          1 | 0.05 | 3.0/min arrive, 1 task waits and 0 run; 1 pod has a slot for each task that is there or foreseen
          2 | 0    | none arrive, 2 tasks wait and 0 run; 2 pods have a slot for each task that is there or foreseen
          """)
  void are_told_where_they_are_as_many_as_tasks(int waiting, double perSecond, String clause) {
    var lasting = List.of(rate(perSecond, 1));
    var estimate = estimate(new Pool(1, 60, 30), new Tasks(waiting, 0), lasting);
    var none = new Pods(0, 0, 0, 0, List.of(Duration.ofSeconds(30)));

    var step = Demand.of(Policy.of(1000, WAIT, 1, true), estimate, none);

    assertThat(step.explanation().clause()).isEqualTo(clause);
  }

  @DisplayName(
      "Three tasks wait and each pod may start one in so many seconds; no more find a task than:")
  @ParameterizedTest(name = "{0} s, {1} run, {2}/s came to {3} pods, all busy {4}: {5}")
  @CsvSource({
    // No pod rests where nothing came, and one that runs a task starts none meanwhile.
    "100,  0, 0,    10, false,  3",
    "100,  4, 0,    10, false,  7",
    // 100 s have brought five tasks, of which each makes one pod rest.
    "100,  0, 0.05, 10, false,  8",
    "100,  0, 0.05,  2, false,  5",
    "100,  7, 0.05, 10, false, 10",
    // Of an hour nobody has counted what came: all rest if tasks wait though there are free slots.
    "3600, 0, 0,    10, true,  13",
    "3600, 0, 0,    10, false,  3",
    "100,  0, 0,    10, true,   3",
  })
  void are_no_more_than_find_a_task_where_pods_rest(
      int seconds, int running, double perSecond, int ready, boolean saturated, int pods) {
    var estimate = new EstimateFixture();
    estimate.waiting = 3;
    estimate.inFlight = running;
    estimate.saturated = saturated;
    estimate.arrivalRate = perSecond;
    // No more of them come again than are there, which is none.
    estimate.lasting =
        List.of(new SteadyRate(perSecond, 240, OptionalDouble.empty(), perSecond, 0));
    var limit = new RateLimit(OptionalDouble.of(1.0 / seconds), OptionalDouble.empty());
    var policy = Policy.of(1000, WAIT, 1, true).withRateLimit(Optional.of(limit));
    var there = new Pods(ready, ready, 0, 0, List.of());

    assertThat(Demand.ofUse(policy, estimate.estimate(), there)).isEqualTo(pods);
  }

  private static Estimate estimate(Pool pool, Tasks tasks, List<SteadyRate> lasting) {
    var estimate = new EstimateFixture();
    estimate.waiting = tasks.waiting();
    estimate.inFlight = tasks.running();
    estimate.arrivalRate = lasting.get(0).perSecond();
    estimate.lasting = lasting;
    estimate.taskSeconds = pool.taskSeconds();
    estimate.timeToReadySeconds = pool.startSeconds();
    estimate.evidence = new Evidence(Arriving.COUNTED, Serving.REPORTED);
    return estimate.estimate();
  }

  private static SteadyRate rate(double perSecond, double lastedSeconds) {
    return new SteadyRate(perSecond, lastedSeconds);
  }

  private record Pool(int slots, double taskSeconds, double startSeconds) {}

  private record Tasks(int waiting, int running) {}
}
