package dev.taskworkers.operator.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A free slot proves an empty queue")
class ProofOfEmptyTest {
  @Test
  void asOfTheTimeWhenAPullMustHaveBeenAnswered() {
    var fix = Scene.of(5).arriving(3).decide().reckoning().fix();
    assertThat(fix).contains(Scene.NOW.minusSeconds(10));
  }

  @Test
  void asOfTheLastTickWhereNothingIsCounted() {
    var fix = Scene.of(5).arriving(3).notCounted().decide().reckoning().fix();
    assertThat(fix).contains(Scene.NOW.minusSeconds(Scene.TICK_SECONDS));
  }

  @Test
  void notWhileTasksStartThatHaveWaitedLong() {
    var scene = Scene.of(5).arriving(3);
    scene.waitSeconds = 40;
    assertThat(scene.decide().reckoning().fix()).isEmpty();
  }
}
