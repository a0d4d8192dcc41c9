// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.runtime.Moment;
import dev.taskworkers.worker.api.Failure;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What the log tells of failures")
class FailureLogTest {
  private final FailureLog failures = new FailureLog();
  private final Moment start = new Moment(0);

  @Test
  void is_a_sample_of_each_kind() {
    for (int line = 0; line < FailureLog.LINES; line++) {
      assertThat(tell("exit", start)).hasValue("exit: no");
    }
    assertThat(tell("exit", start)).isEmpty();
    assertThat(tell("exit", start)).isEmpty();
    assertThat(tell("signal", start)).hasValue("signal: no");
    assertThat(tell("exit", start.plus(FailureLog.WINDOW)))
        .hasValue("exit: no (2 more failures of this kind are not logged.)");
    assertThat(tell("exit", start.plus(FailureLog.WINDOW))).hasValue("exit: no");
  }

  @Test
  void has_the_stack_trace_of_the_first_of_its_kind() {
    var failure = Failure.of(new IllegalStateException("away"));
    assertThat(failures.tell(failure, start).orElseThrow())
        .startsWith("java.lang.IllegalStateException: away\njava.lang.IllegalStateException: away")
        .contains("\tat dev.taskworkers.worker.loop.FailureLogTest.");
    assertThat(failures.tell(failure, start)).hasValue("java.lang.IllegalStateException: away");
  }

  @Test
  void has_the_beginning_of_what_is_longer_than_a_line_and_says_how_much_more_there_was() {
    var failure = Failure.of(new IllegalStateException("x".repeat(5_000_000)));
    var first = failures.tell(failure, start).orElseThrow();
    var second = failures.tell(failure, start).orElseThrow();
    assertThat(first).hasSizeLessThan(3 * FailureLog.LONGEST).startsWith(second);
    assertThat(second)
        .startsWith("java.lang.IllegalStateException: xxx")
        .endsWith(" … (4991841 more characters)");
  }

  @Test
  void has_no_half_of_a_character() {
    var words = "x".repeat(FailureLog.LONGEST - 1) + "😀";
    assertThat(FailureLog.cut(words))
        .isEqualTo("x".repeat(FailureLog.LONGEST - 1) + " … (2 more characters)");
  }

  private Optional<String> tell(String kind, Moment now) {
    return failures.tell(new Failure(kind, "no", "what a program wrote"), now);
  }
}
