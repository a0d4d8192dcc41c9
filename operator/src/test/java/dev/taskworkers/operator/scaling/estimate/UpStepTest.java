// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.scaling.input.Service;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A step from 10 to 20 pods, taken at 8/s and 5 s a task")
class UpStepTest {
  private static final Instant TAKEN = Instant.parse("2026-01-01T12:00:00Z");
  private static final UpStep STEP = new UpStep(TAKEN, 10, 8, 5);

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "twice the tasks are done: kept, 180, 20, 16, 5, false",
    "no more are done and each takes twice as long: broken, 180, 20, 8, 10, true",
    "no more are done because no more came: kept, 180, 20, 8, 5, false",
    "a little more is done and each takes half as long again: broken, 180, 20, 8.5, 8, true",
    "it is too early to say, 60, 20, 8, 10, false",
    "the pods are not there yet, 180, 10, 8, 10, false"
  })
  void is_judged(
      String sentence, int after, int ready, double perSecond, double seconds, boolean refuted) {
    var now = TAKEN.plusSeconds(after);
    var history = history(now, ready, perSecond, seconds);
    assertThat(STEP.refuted(history, ready, now).isPresent()).isEqualTo(refuted);
  }

  private static History history(Instant now, int ready, double perSecond, double seconds) {
    var history = History.EMPTY;
    for (var ago = 60; ago >= 0; ago -= 5) {
      var finished = (long) (1000 + perSecond * (60 - ago));
      var service =
          Service.builder()
              .reporting(ready)
              .slots(ready * 4)
              .busy(ready * 4)
              .started(finished)
              .finished(finished)
              .taskSeconds(finished * seconds)
              .timed(finished)
              .waited(finished)
              .busySeconds(finished * seconds)
              .build();
      history = history.plus(new History.Tick(now.minusSeconds(ago), ready, true, service));
    }
    return history;
  }
}
