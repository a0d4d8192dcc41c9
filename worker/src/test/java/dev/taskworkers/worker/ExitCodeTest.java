// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.runtime.UsageException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The exit code of a worker")
class ExitCodeTest {
  static Stream<Arguments> ends() {
    return Stream.of(
        end("a drain", 0, () -> {}),
        end("a defect in its loop", 1, () -> fail(new TaskWorker.BrokenException(new Error("x")))),
        end("an exception at its start", 1, () -> fail(new IllegalArgumentException("x"))),
        end("an error at its start", 1, () -> fail(new NoClassDefFoundError("x"))),
        end("a wrong environment", 2, () -> fail(new UsageException("x"))));
  }

  @ParameterizedTest(name = "after {0} is {1}")
  @MethodSource("ends")
  void tells_how_it_ended(String end, int code, Main.Life life) throws InterruptedException {
    assertThat(Main.exitCode(life)).isEqualTo(code);
  }

  private static Arguments end(String what, int code, Main.Life life) {
    return Arguments.of(what, code, life);
  }

  private static void fail(Throwable with) {
    if (with instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) with;
  }
}
