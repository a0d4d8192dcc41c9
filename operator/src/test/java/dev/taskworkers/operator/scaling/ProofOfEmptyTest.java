// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.scaling.input.Arrivals;
import dev.taskworkers.operator.scaling.input.Backlog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A free slot proves an empty queue")
class ProofOfEmptyTest {
  @Test
  void as_of_the_time_when_a_pull_must_have_been_answered() {
    var anchor = Scene.of(5).arriving(3).decide().estimate().anchor();
    assertThat(anchor).contains(Scene.NOW.minusSeconds(10));
  }

  @Test
  void as_of_the_last_tick_where_nothing_is_counted() {
    var anchor = Scene.of(5).arriving(3).notCounted().decide().estimate().anchor();
    assertThat(anchor).contains(Scene.NOW.minusSeconds(Scene.TICK_SECONDS));
  }

  @Test
  void as_of_a_minute_ago_where_nothing_is_started() {
    var anchor = Scene.of(5).decide().estimate().anchor();
    assertThat(anchor).contains(Scene.NOW.minusSeconds(60));
  }

  @Test
  void not_of_tasks_that_came_since_and_that_no_worker_has_started() {
    var estimated = Scene.of(5).lately(4).decide().estimate();
    assertThat(estimated.waiting()).isEqualTo(4 * Scene.LATELY_SECONDS - 5 * Scene.SLOTS);
  }

  @ParameterizedTest(name = "not of a task that was counted {0} s ago and that none has: pods {1}")
  @CsvSource({"45, 1", "100, 0"})
  void sooner_than_pubsub_must_have_brought_what_was_counted(int secondsAgo, int pods) {
    var scene = Scene.of(1);
    var first = Scene.NOW.getEpochSecond() - 599;
    var counts = new ArrayList<>(Collections.nCopies(600, 0));
    counts.set(599 - secondsAgo, 1);
    var seen = scene.observation().with(Arrivals.counted(first, counts));

    var decision = new Autoscaler().decide(scene.policy(), seen, scene.memory(), Scene.NOW);

    assertThat(decision.replicas()).isEqualTo(pods);
  }

  @ParameterizedTest(name = "a sample of {0} s ago shows {1} tasks: {2} pods")
  @CsvSource({"60, 20, 1", "60, 0, 1", "-60, 20, 1", "-60, 0, 0"})
  void not_where_no_pod_is_ready_and_the_pool_is_probed_only_once_it_is_empty(
      int secondsAgo, int undelivered, int pods) {
    var scene = Scene.of(1).arriving(0.2);
    var memory = scene.memory();
    scene.notCounted().busy(0).sampled(secondsAgo, undelivered);
    scene.probing = true;
    scene.ready = 0;

    var decision =
        new Autoscaler()
            .decide(scene.policy(), scene.observation(), memory, Scene.NOW.plusSeconds(120));

    assertThat(decision.replicas()).isEqualTo(pods);
  }

  @ParameterizedTest(name = "a sample of {0} s ago shows {1} tasks: {2} pods")
  @CsvSource({"400, 0, 1", "-60, 20, 5", "-60, 0, 0"})
  void not_where_no_pod_was_ever_ready_and_tasks_may_have_come_before_the_doorbell(
      int secondsAgo, int undelivered, int pods) {
    var scene = Scene.of(1).notCounted();
    scene.ready = 0;
    scene.noticed = Optional.of(Scene.NOW.minusSeconds(300));
    var noticed = scene.memory();
    scene.listening = true;
    scene.sampled(secondsAgo, undelivered);

    var decision =
        new Autoscaler()
            .decide(scene.policy(), scene.observation(), noticed, Scene.NOW.plusSeconds(120));

    assertThat(decision.replicas()).isEqualTo(pods);
  }

  @Test
  void not_of_a_pool_that_was_found_with_pods_of_which_none_is_ready() {
    var scene = Scene.of(0).starting(3, Duration.ofMinutes(10));

    assertThat(scene.decide().reason()).isEqualTo(Reason.IDLE_NOT_CONFIRMED);
    assertThat(scene.decide().replicas()).isEqualTo(1);
  }

  @Test
  void of_such_a_pool_once_a_task_that_waits_would_have_been_seen() {
    var scene = Scene.of(0).starting(3, Duration.ofMinutes(20));
    scene.watched = Duration.ofMinutes(10);

    assertThat(scene.decide().replicas()).isZero();
  }

  @Test
  void not_while_tasks_start_that_have_waited_long_and_nothing_is_counted() {
    var scene = Scene.of(5).arriving(3).notCounted();
    scene.waitSeconds = 40;
    assertThat(scene.decide().estimate().anchor()).isEmpty();
  }

  @ParameterizedTest(
      name =
          "not at {0}/s with {1} of 20 slots busy at the moment and waits of 40 s: saturated {2}")
  @CsvSource({"3, 10, false", "3.9, 10, true", "3.9, 18, true", "3, 18, true"})
  void not_against_slots_that_are_filled_as_soon_as_they_are_free(
      double perSecond, int busy, boolean saturated) {
    var scene = Scene.of(5).notCounted().arriving(perSecond).busy(busy);
    scene.waitSeconds = 40;
    assertThat(scene.decide().estimate().saturated()).isEqualTo(saturated);
  }

  @ParameterizedTest(
      name = "not when a sample shows {0} messages of a time when it was free: counted {1}")
  @CsvSource({"1000, false", "1000, true", "100, false"})
  void not_against_a_sample(int undelivered, boolean counted) {
    var scene = Scene.of(5).arriving(3).sampled(120, undelivered);
    scene.listening = counted;

    var decision = scene.decide();

    assertThat(decision.estimate().anchor()).contains(Scene.NOW.minusSeconds(120));
    assertThat(decision.estimate().waiting()).isGreaterThan(20);
    assertThat(decision.replicas()).isGreaterThan(5);
  }

  @Test
  void when_a_sample_shows_no_more_than_the_slots_can_take() {
    var anchor = Scene.of(5).arriving(3).notCounted().sampled(120, 30).decide().estimate().anchor();
    assertThat(anchor).contains(Scene.NOW.minusSeconds(Scene.TICK_SECONDS));
  }

  @Test
  void again_as_soon_as_a_later_sample_does_not_contradict() {
    var scene = Scene.of(5).arriving(3).notCounted().sampled(120, 1000);
    var samples = List.of(scene.backlog.samples().get(0), sample(60, 15));
    scene.backlog = new Backlog(Backlog.State.FRESH, samples);

    assertThat(scene.decide().estimate().anchor())
        .contains(Scene.NOW.minusSeconds(Scene.TICK_SECONDS));
  }

  private static Backlog.Sample sample(int secondsAgo, long undelivered) {
    return new Backlog.Sample(Scene.NOW.minusSeconds(secondsAgo), undelivered, Duration.ZERO);
  }
}
