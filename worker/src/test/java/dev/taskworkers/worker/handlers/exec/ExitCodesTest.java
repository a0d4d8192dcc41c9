// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers.exec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.worker.api.Outcome;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("An exit code")
class ExitCodesTest {
  @ParameterizedTest(name = "{0} means {1}")
  @CsvSource({
    "0,Ack",
    "65,DeadLetter",
    "100,DeadLetter",
    "99,Drop",
    "75,Retry",
    "1,Retry",
    "126,Retry",
    "127,Retry",
    "137,Retry",
    "143,Retry",
    "255,Retry"
  })
  void means_an_outcome(int exit, String outcome) {
    assertThat(ExitCodes.outcome(exit, "").getClass().getSimpleName()).isEqualTo(outcome);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "128,The program ended with 128.",
    "129,The program was ended by signal 1.",
    "192,The program was ended by signal 64.",
    "193,The program ended with 193.",
    "255,The program ended with 255."
  })
  void is_told_as_a_signal_where_there_is_such_a_signal(int exit, String message) {
    assertThat(((Outcome.Retry) ExitCodes.outcome(exit, "")).failure().message())
        .isEqualTo(message);
  }

  @ParameterizedTest(name = "{0} means {1}")
  @CsvSource({"0,Retry", "65,DeadLetter", "100,DeadLetter", "99,Drop", "75,Retry", "143,Retry"})
  void after_sigterm_means_no_success(int exit, String outcome) {
    assertThat(ExitCodes.afterSigterm(exit, "").getClass().getSimpleName()).isEqualTo(outcome);
  }
}
