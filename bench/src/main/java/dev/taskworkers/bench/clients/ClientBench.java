package dev.taskworkers.bench.clients;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
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

  private ClientBench() {}

  /**
   * Runs it.
   *
   * @param progress hears what is going on
   */
  public static List<ClientResult> run(MeasuringPlan plan, Consumer<String> progress)
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
    try (var errors = process.errorReader();
        var output = process.inputReader()) {
      var lastLine = errors.lines().peek(progress).reduce((earlier, later) -> later);
      var json = output.readLine();
      if (process.waitFor() != 0 || json == null) {
        throw new IllegalStateException(
            "The comparison broke off: " + lastLine.orElse("its process ended without a word"));
      }
      return new JsonMapper().readValue(json, new TypeReference<List<ClientResult>>() {});
    } finally {
      process.destroy();
    }
  }
}
