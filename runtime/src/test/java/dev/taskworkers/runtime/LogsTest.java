// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

@DisplayName("The log of a process")
@Timeout(180)
class LogsTest {
  @ParameterizedTest(name = "for collectors {0}, with {1}={2}: JSON {3}, on stdout {4}")
  @CsvSource({
    "true,  KUBERNETES_SERVICE_HOST, 10.0.0.1, true,  true",
    "true,  TASKWORKERS_LOG_FORMAT,  json,     true,  true",
    "true,  TASKWORKERS_LOG_FORMAT,  text,     false, false",
    "false, KUBERNETES_SERVICE_HOST, 10.0.0.1, true,  false",
    "false, TASKWORKERS_LOG_FORMAT,  json,     true,  false"
  })
  void goes_where_nothing_else_is_read(
      boolean forCollectors,
      String variable,
      String value,
      boolean json,
      boolean onStdout,
      @TempDir Path folder)
      throws Exception {
    var errors = folder.resolve("stderr");
    var process = talker(forCollectors, variable, value, errors);
    var stdout = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    var stderr = Files.readString(errors);
    assertThat(onStdout ? stdout : stderr).contains("said").hasLineCount(1);
    assertThat((onStdout ? stdout : stderr).startsWith("{")).isEqualTo(json);
    assertThat(onStdout ? stderr : stdout).doesNotContain("said");
  }

  @ParameterizedTest(name = "takes no other value of {0} than {2}, such as {1}")
  @CsvSource({
    "TASKWORKERS_LOG_LEVEL,  bogus, 'error, warn, info, or debug'",
    "TASKWORKERS_LOG_FORMAT, xml,   json or text"
  })
  void takes_no_value_that_means_nothing(
      String variable, String value, String expected, @TempDir Path folder) throws Exception {
    var errors = folder.resolve("stderr");
    var process = talker(true, variable, value, errors);
    assertThat(process.waitFor()).isNotZero();
    assertThat(Files.readString(errors))
        .contains(variable + ": expected " + expected + ", but found '" + value + "'.");
  }

  @ParameterizedTest(name = "{0}={1}")
  @CsvSource({
    "TASKWORKERS_LOG_LEVEL, ''",
    "TASKWORKERS_LOG_LEVEL, DEBUG",
    "TASKWORKERS_LOG_FORMAT, ''"
  })
  void takes_a_value(String variable, String value, @TempDir Path folder) throws Exception {
    assertThat(talker(false, variable, value, folder.resolve("stderr")).waitFor()).isZero();
  }

  private static Process talker(boolean forCollectors, String variable, String value, Path errors)
      throws IOException {
    var builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Talker.class.getName(),
                String.valueOf(forCollectors))
            .redirectError(errors.toFile());
    builder.environment().keySet().removeIf(each -> each.startsWith("TASKWORKERS_"));
    builder.environment().remove("KUBERNETES_SERVICE_HOST");
    builder.environment().put(variable, value);
    return builder.start();
  }

  /** Says one thing. */
  static final class Talker {
    private Talker() {}

    public static void main(String[] arguments) {
      if (Boolean.parseBoolean(arguments[0])) {
        Logs.configureForCollectors(System.getenv());
      } else {
        Logs.configure(System.getenv());
      }
      LoggerFactory.getLogger("dev.taskworkers.talker").info("said");
    }
  }
}
