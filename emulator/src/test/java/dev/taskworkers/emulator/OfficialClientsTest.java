package dev.taskworkers.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Google's own clients, unmodified, work against the local cloud. What they need is downloaded into
 * the user's cache on the first run, so they are run on demand: {@code
 * TASKWORKERS_CLIENTS=python,node,go}.
 */
final class OfficialClientsTest {
  private static final List<String> WANTED =
      Arrays.asList(System.getenv().getOrDefault("TASKWORKERS_CLIENTS", "").split(","));
  private static final Path PROGRAMS = Path.of("src/test/clients").toAbsolutePath();
  private static final Path CACHE =
      Path.of(
          System.getenv()
              .getOrDefault("XDG_CACHE_HOME", System.getProperty("user.home") + "/.cache"),
          "taskworkers",
          "clients");
  private static final long PATIENCE_MINUTES = 10;

  @TempDir private Path scratch;

  @Test
  void python_dispatches_pulls_streams_and_reads_errors() throws Exception {
    var folder = prepare("python", "python3");
    var python = folder.resolve("bin/python");
    if (!Files.exists(python)) {
      run(folder, "python3", "-m", "venv", folder.toString());
    }
    var requirements = PROGRAMS.resolve("python/requirements.txt").toString();
    run(folder, python.toString(), "-m", "pip", "install", "--quiet", "-r", requirements);

    tour(python.toString(), PROGRAMS.resolve("python/tour.py").toString());
  }

  @Test
  void node_publishes_streams_and_reads_errors() throws Exception {
    var folder = prepare("node", "npm");
    Files.writeString(
        folder.resolve("package.json"), Files.readString(PROGRAMS.resolve("node/package.json")));
    run(folder, "npm", "install", "--no-audit", "--no-fund", "--silent");

    tour(
        "env",
        "NODE_PATH=" + folder.resolve("node_modules"),
        "METADATA_SERVER_DETECTION=none",
        "node",
        PROGRAMS.resolve("node/tour.js").toString());
  }

  @Test
  void go_publishes_streams_and_reads_errors() throws Exception {
    var program = prepare("go", "go").resolve("tour");
    run(PROGRAMS.resolve("go"), "go", "build", "-o", program.toString(), ".");

    tour(program.toString());
  }

  private Path prepare(String client, String tool) throws Exception {
    assumeTrue(
        WANTED.contains(client), "TASKWORKERS_CLIENTS does not name the " + client + " client.");
    try {
      run(scratch, tool, tool.equals("go") ? "version" : "--version");
    } catch (IOException e) {
      abort(tool + " is not installed here.");
    }
    return Files.createDirectories(CACHE.resolve(client));
  }

  private void tour(String... command) throws Exception {
    try (var cloud = LocalCloud.start(CloudOptions.kind(), Clock.systemUTC())) {
      var program = start(scratch, command);
      program.environment().put("PUBSUB_EMULATOR_HOST", "127.0.0.1:" + cloud.pubsubPort());
      finish(program);
    }
  }

  private void run(Path folder, String... command) throws Exception {
    finish(start(folder, command));
  }

  private ProcessBuilder start(Path folder, String... command) {
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(scratch.resolve("output").toFile());
  }

  private void finish(ProcessBuilder command) throws Exception {
    var process = command.start();
    try {
      var ended = process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES);
      assertThat(ended).as(() -> command.command() + " did not end").isTrue();
      assertThat(process.exitValue()).as(this::output).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  private String output() {
    try {
      return Files.readString(scratch.resolve("output"));
    } catch (IOException e) {
      return "no output: " + e;
    }
  }
}
