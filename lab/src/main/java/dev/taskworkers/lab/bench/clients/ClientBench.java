package dev.taskworkers.lab.bench.clients;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.taskworkers.lab.bench.ClientResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Runs the comparison: the server in a process of its own, with every compiler of its JVM. */
public final class ClientBench {
  /** Every name that a result may have. */
  public static final List<String> CLIENTS =
      List.of("taskworkers-unary", "taskworkers-streaming", "java", "java-tuned", "go", "python");

  private ClientBench() {}

  /**
   * Runs it.
   *
   * @param rounds that count
   * @param slots of our worker
   * @param clients who takes part, separated by commas; empty: all
   * @param progress hears what is going on
   */
  public static List<ClientResult> run(
      int rounds, int slots, String clients, Consumer<String> progress)
      throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Arena.class.getName(),
                String.valueOf(rounds),
                String.valueOf(slots),
                clients)
            .start();
    try (var errors = process.errorReader();
        var output = process.inputReader()) {
      errors.lines().forEach(progress);
      var json = output.readLine();
      if (process.waitFor() != 0 || json == null) {
        throw new IllegalStateException(
            "The comparison broke off; run it with a terminal to see where.");
      }
      return new JsonMapper().readValue(json, new TypeReference<List<ClientResult>>() {});
    } finally {
      process.destroy();
    }
  }
}
