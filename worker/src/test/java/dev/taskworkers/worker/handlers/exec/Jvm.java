// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers.exec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Another JVM with the classes of these tests, for what concerns a process as a whole. */
final class Jvm {
  private Jvm() {}

  /** What {@code main} prints, started by {@code before}. */
  static List<String> output(
      List<String> before, Map<String, String> environment, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    var words = new ArrayList<>(before);
    words.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-D" + Launcher.PROPERTY + "=" + Init.compiled(),
            "-cp",
            System.getProperty("java.class.path"),
            main.getName()));
    words.addAll(List.of(arguments));
    var builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().putAll(environment);
    var process = builder.start();
    try (var lines = process.getInputStream()) {
      return Stream.of(new String(lines.readAllBytes(), StandardCharsets.UTF_8).split("\n"))
          .filter(line -> line.startsWith("= "))
          .map(line -> line.substring(2))
          .toList();
    } finally {
      process.waitFor();
    }
  }
}
