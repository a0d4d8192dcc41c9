// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
@DisplayName("A demo that is ended while it starts leaves no file and no process behind")
@Timeout(300)
final class DemoEndsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int CTRL_C = 3;

  @TempDir Path folder;

  @ParameterizedTest(name = "in a terminal: {0}")
  @ValueSource(booleans = {true, false})
  void leaves_nothing_behind(boolean inTerminal) throws Exception {
    var demo =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-Djava.io.tmpdir=" + folder,
            "-cp",
            System.getProperty("java.class.path"),
            Taskworkers.class.getName(),
            "demo");
    var terminal =
        List.of("script", "-qfec", "exec '" + String.join("' '", demo) + "'", "/dev/null");
    var process =
        new ProcessBuilder(inTerminal ? terminal : demo)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    // In the terminal at once, and else when it has begun to start the operator.
    await()
        .atMost(PATIENCE)
        .until(() -> !left().isEmpty() && (inTerminal || process.descendants().count() > 0));
    var started = process.descendants().toList();

    if (inTerminal) {
      try (var keys = process.getOutputStream()) {
        keys.write(CTRL_C);
        keys.flush();
        process.waitFor();
      }
    } else {
      process.destroy();
      process.waitFor();
    }

    assertThat(left()).isEmpty();
    await().atMost(PATIENCE).until(() -> started.stream().noneMatch(ProcessHandle::isAlive));
  }

  /** The folders of demos. */
  private List<Path> left() throws IOException {
    try (var files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("taskworkers-"))
          .toList();
    }
  }
}
