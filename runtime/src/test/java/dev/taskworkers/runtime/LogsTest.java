// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import static org.assertj.core.api.Assertions.assertThat;

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
    var process = builder.start();
    var stdout = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    var stderr = Files.readString(errors);
    assertThat(onStdout ? stdout : stderr).contains("said").hasLineCount(1);
    assertThat((onStdout ? stdout : stderr).startsWith("{")).isEqualTo(json);
    assertThat(onStdout ? stderr : stdout).doesNotContain("said");
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
