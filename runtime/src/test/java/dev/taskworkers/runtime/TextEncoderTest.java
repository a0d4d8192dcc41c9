// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The log for people")
class TextEncoderTest {
  private final LoggerContext context = new LoggerContext();

  @Test
  void is_a_line_of_time_level_and_message() {
    assertThat(encoded("Task 7 is done.", null)).isEqualTo("09:05:07.120 WARN  Task 7 is done.\n");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "a driven terminal, a\u001b[2Jb, a\\u001b[2Jb",
    "a driven terminal in one character, a\u009b31mb, a\\u009b31mb",
    "a line that is written over, 'a\r12:00 ERROR b', a\\u000d12:00 ERROR b",
    "a column, a\tb, a\tb"
  })
  void shows_what_could_deceive(String what, String message, String shown) {
    assertThat(encoded(message, null)).isEqualTo("09:05:07.120 WARN  " + shown + "\n");
  }

  @Test
  void keeps_the_lines_of_a_stack_trace_and_lets_none_pass_for_another_message() {
    assertThat(encoded("It failed.\n\tat a\n12:00:00.000 ERROR b", null))
        .isEqualTo("09:05:07.120 WARN  It failed.\n    \tat a\n    12:00:00.000 ERROR b\n");
  }

  @Test
  void treats_the_message_of_an_exception_alike() {
    var problem = new IllegalStateException("x\n12:00:00.000 ERROR forged \u001b[31m");
    problem.setStackTrace(new StackTraceElement[] {new StackTraceElement("A", "b", "A.java", 3)});
    assertThat(encoded("close() failed.", problem))
        .isEqualTo(
            "09:05:07.120 WARN  close() failed.\n"
                + "    java.lang.IllegalStateException: x\n"
                + "    12:00:00.000 ERROR forged \\u001b[31m\n"
                + "    at A.b(A.java:3)\n");
  }

  private String encoded(String message, Throwable problem) {
    context.setMDCAdapter(new LogbackMDCAdapter());
    var line = new LoggingEvent("", context.getLogger("test"), Level.WARN, message, problem, null);
    line.setInstant(Instant.parse("2026-01-01T09:05:07.120Z"));
    return new String(new TextEncoder(ZoneOffset.UTC).encode(line), StandardCharsets.UTF_8);
  }
}
