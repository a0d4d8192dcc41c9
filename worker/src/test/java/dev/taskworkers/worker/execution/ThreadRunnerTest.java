// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.fixtures.Tasks;
import dev.taskworkers.worker.fixtures.TestContext;
import java.io.PrintWriter;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What a handler throws")
class ThreadRunnerTest {
  @Test
  void is_written_down_where_it_was_thrown_also_an_error() {
    var runner =
        new ThreadRunner(
            (task, context) -> {
              throw new AssertionError("It broke.");
            },
            Runnable::run);
    var outcome = runner.run(Tasks.of("data"), new TestContext()).join();
    assertThat(((Outcome.Retry) outcome).failure().message()).isEqualTo("It broke.");
    assertThat(((Outcome.Retry) outcome).failure().output()).contains("ThreadRunnerTest");
  }

  @Test
  void may_fail_to_say_what_it_is() {
    var runner =
        new ThreadRunner(
            (task, context) -> {
              throw new Wordless();
            },
            Runnable::run);
    var outcome = runner.run(Tasks.of("data"), new TestContext()).join();
    assertThat(((Outcome.Retry) outcome).failure().kind()).isEqualTo(Wordless.class.getName());
    assertThat(((Outcome.Retry) outcome).failure().message()).isEqualTo("no message");
  }

  /** As with a class that is missing at run time, which only its message needs. */
  private static final class Wordless extends Error {
    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      throw new NoClassDefFoundError("words");
    }

    @Override
    public void printStackTrace(PrintWriter writer) {
      throw new NoClassDefFoundError("words");
    }
  }
}
