// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.scaling.estimate.EstimatorState;
import dev.taskworkers.operator.scaling.estimate.ScalingState;
import dev.taskworkers.operator.scaling.input.Arrivals;
import dev.taskworkers.operator.scaling.input.Backlog;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two idle pods of four slots, of whose tasks only samples tell, and no more samples come. */
final class EndedSeriesTest {
  @DisplayName("the end of a series lets an idle pool go to zero, if nothing speaks against it")
  @ParameterizedTest(
      name = "last sample {0}, {1} s ago, none until {2} s ago, watched {3} min, {4}: {5} pods")
  @CsvSource({
    "0, 1200, 300, 30, heard,     0",
    "8, 1200, 300, 30, heard,     0",
    "9, 1200, 300, 30, heard,     1",
    "8,  600, 300, 30, heard,     1",
    "8,  601, 300, 30, heard,     0",
    "8, 1200, 300, 10, heard,     1",
    "8, 1200, 300, 30, not heard, 2",
    "8, 1200, 300, 30, foreign,   2",
  })
  void ended(int last, int at, int until, int watched, String workers, int pods) {
    var scene = Scene.of(2).notCounted();
    scene.watched = Duration.ofMinutes(watched);
    scene.silent = workers.equals("not heard");
    scene.workersReport = !workers.equals("foreign");
    scene.backlog = ended(last, at, until);

    assertThat(scene.decide().replicas()).isEqualTo(pods);
  }

  @DisplayName(
      "a pool of a foreign image at its fewest pods knows enough once its series ended at 0")
  @ParameterizedTest(name = "last sample {0}, at least {1} pods, {2}: {3}")
  @CsvSource({
    "0, 2, listening, MINIMUM",
    "1, 2, listening, SIGNALS_UNAVAILABLE",
    "0, 2, deaf,      SIGNALS_UNAVAILABLE",
    "0, 2, probing,   SIGNALS_UNAVAILABLE",
  })
  void at_its_floor(int last, int min, String doorbell, Reason reason) {
    var scene = Scene.of(2);
    scene.min = min;
    scene.workersReport = false;
    arrivals(scene, doorbell);
    scene.watched = Duration.ofMinutes(30);
    scene.backlog = ended(last, 1200, 300);

    assertThat(scene.decide().reason()).isEqualTo(reason);
    assertThat(scene.decide().memory().blindSince().isPresent())
        .isEqualTo(reason == Reason.SIGNALS_UNAVAILABLE);
  }

  @DisplayName(
      "pods of a foreign image that were held for longer than samples are shown go, too, where"
          + " each task since has been counted")
  @ParameterizedTest(name = "last sample {0}, last task {1} s before it, {2}: {3} pods")
  @CsvSource({
    "0, 120, listening, 0",
    "0, 119, listening, 5",
    "1, 120, listening, 5",
    "0, 120, deaf,      5",
    "0, 120, probing,   5",
  })
  void held(int last, int before, String doorbell, int pods) {
    var scene = Scene.of(5);
    scene.workersReport = false;
    arrivals(scene, doorbell);
    scene.watched = Duration.ofMinutes(30);
    scene.backlog = ended(last, 1200, 300);
    var memory = afterTask(scene.memory(), Scene.NOW.minusSeconds(1200 + before));

    var decision = new Autoscaler().decide(scene.policy(), scene.observation(), memory, Scene.NOW);

    assertThat(decision.replicas()).isEqualTo(pods);
  }

  @DisplayName("a doorbell that is back does not tell what it has missed")
  @ParameterizedTest(name = "back for {0} s, {1} s after the last sample: {2} pods")
  @CsvSource({"599, 599, 0", "599, 600, 5", "30, 1200, 5"})
  void back(int heard, int at, int pods) {
    var scene = Scene.of(5).notCounted();
    scene.workersReport = false;
    scene.watched = Duration.ofMinutes(30);
    var memory = afterTask(scene.memory(), Scene.NOW.minusSeconds(at + 120L));
    scene.backlog = ended(0, at, 60);
    var from = Scene.NOW.minusSeconds(heard);
    var seen =
        scene
            .observation()
            .with(Arrivals.counted(from.getEpochSecond(), Collections.nCopies(heard, 0)));

    var decision = new Autoscaler().decide(scene.policy(), seen, memory, Scene.NOW);

    assertThat(decision.replicas()).isEqualTo(pods);
  }

  private static void arrivals(Scene scene, String watch) {
    scene.listening = watch.equals("listening");
    scene.probing = watch.equals("probing");
  }

  private static ScalingState afterTask(ScalingState memory, Instant last) {
    var track = memory.track();
    return memory.withTrack(
        new EstimatorState(
            track.since(),
            track.history(),
            track.learned(),
            track.emptyAt(),
            Optional.of(last),
            track.crossCheck(),
            track.keyLimit(),
            track.reckoned()));
  }

  private static Backlog ended(int last, int at, int until) {
    return new Backlog(
        Backlog.State.MISSING,
        List.of(),
        Optional.of(
            new Backlog.Ended(last, Scene.NOW.minusSeconds(at), Scene.NOW.minusSeconds(until))),
        List.of());
  }
}
