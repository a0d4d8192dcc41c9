// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.taskworkers.runtime.AtShutdown;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Runs the comparison: the server in a process of its own, with every compiler of its JVM. */
public final class ClientBench {
  /** Every name that a result may have. */
  public static final List<String> CLIENTS =
      List.of("taskworkers-unary", "taskworkers-streaming", "java", "java-tuned", "go", "python");

  /** How a JVM begins to tell of what nobody caught: the thread's name follows, and what it was. */
  private static final String UNCAUGHT = "Exception in thread \"";

  private ClientBench() {}

  /**
   * Runs it.
   *
   * @param progress hears what is going on
   * @param leftOut hears which client can't take part, and why
   */
  public static List<ClientResult> run(
      MeasuringPlan plan, Consumer<String> progress, Consumer<String> leftOut)
      throws IOException, InterruptedException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                BenchEnvironment.class.getName()));
    command.addAll(plan.words());
    var process = new ProcessBuilder(command).start();
    try (var atShutdown = new AtShutdown("end", process::destroy);
        var errors = process.errorReader();
        var output = process.inputReader()) {
      var said =
          errors
              .lines()
              .peek(
                  line ->
                      (line.contains(ForeignClients.LEFT_OUT) ? leftOut : progress).accept(line))
              .toList();
      var json = output.readLine();
      if (process.waitFor() != 0 || json == null) {
        throw new IllegalStateException("The comparison broke off: " + reason(said));
      }
      return new JsonMapper().readValue(json, new TypeReference<List<ClientResult>>() {});
    } finally {
      process.destroy();
    }
  }

  /** What the process says of its end, among all that it has said. */
  static String reason(List<String> said) {
    return said.stream()
        .filter(line -> line.startsWith(UNCAUGHT))
        .reduce((first, last) -> last)
        .map(line -> line.substring(line.indexOf("\" ", UNCAUGHT.length()) + 2))
        .or(
            () ->
                said.stream()
                    .filter(line -> !line.isBlank())
                    .reduce((first, last) -> last)
                    .map(line -> "its process ended; the last line that it wrote is: " + line))
        .orElse("its process ended, and said nothing of why.");
  }
}
