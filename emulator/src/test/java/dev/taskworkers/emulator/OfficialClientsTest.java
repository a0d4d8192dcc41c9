// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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
    var python = pythonWith("requirements.txt");

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

  @Test
  void python_passes_its_own_system_tests_though_pubsub_is_unkind() throws Exception {
    var python = pythonWith("suite.txt");
    var client = "google-cloud-pubsub==" + version(python);
    run(
        scratch,
        python.toString(),
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--no-binary=:all:",
        client);
    run(scratch, "sh", "-c", "tar xzf google_cloud_pubsub-*.tar.gz --strip-components 1");

    // No IAM here and no HTTP; and one test counts on a Pull to bring all three that wait.
    suite(
        scratch.resolve("tests"),
        Map.of("PYTHONPATH", PROGRAMS.resolve("python").toString()),
        python.toString(),
        "-m",
        "pytest",
        "-q",
        "-p",
        "without_credentials",
        "-k",
        "not rest and not iam and not permissions and not RBAC and not leaking",
        "system.py");
  }

  private Path pythonWith(String requirements) throws Exception {
    var folder = prepare("python", "python3");
    var python = folder.resolve("bin/python");
    if (!Files.exists(python)) {
      run(folder, "python3", "-m", "venv", folder.toString());
    }
    var file = PROGRAMS.resolve("python").resolve(requirements).toString();
    run(folder, python.toString(), "-m", "pip", "install", "--quiet", "-r", file);
    return python;
  }

  private String version(Path python) throws Exception {
    run(
        scratch,
        python.toString(),
        "-c",
        "from importlib.metadata import version; print(version('google-cloud-pubsub'), end='')");
    return output();
  }

  @Test
  void go_passes_its_own_integration_tests_though_pubsub_is_unkind() throws Exception {
    prepare("go", "go");
    run(
        PROGRAMS.resolve("go"),
        "go",
        "list",
        "-m",
        "-f",
        "{{.Dir}}",
        "cloud.google.com/go/pubsub/v2");
    var module = output().strip();
    var suite = scratch.resolve("suite");
    run(scratch, "cp", "-r", module, suite.toString());
    run(scratch, "chmod", "-R", "u+w", suite.toString());
    var tests = suite.resolve("integration_test.go");
    Files.writeString(tests, withoutCredentials(Files.readString(tests)));

    suite(
        suite,
        Map.of("GCLOUD_TESTS_GOLANG_PROJECT_ID", "suite"),
        "go",
        "test",
        "-count=1",
        "-run=TestIntegration",
        "-timeout=8m",
        ".");
  }

  /** They know of no emulator: without credentials they would be skipped, or ask Google. */
  private static String withoutCredentials(String tests) {
    return tests
        .replace(
            "testutil.TokenSource(ctx, ScopePubSub, ScopeCloudPlatform)", "any(\"none needed\")")
        .replace("option.WithTokenSource(ts)", "option.WithoutAuthentication()")
        .replace(", option.WithEndpoint(\"us-west1-pubsub.googleapis.com:443\")", "");
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
    try (var cloud = LocalCloud.start(CloudOptions.undisturbed(), Clock.systemUTC())) {
      var program = start(scratch, command);
      program.environment().put("PUBSUB_EMULATOR_HOST", "127.0.0.1:" + cloud.pubsubPort());
      finish(program);
    }
  }

  /**
   * Runs tests that others have written for Google. They open streams at once on subscriptions that
   * were just made, and one of twenty that are late would fail some of them, some of the time.
   */
  private void suite(Path folder, Map<String, String> more, String... command) throws Exception {
    var defaults = CloudOptions.defaults();
    var options = defaults.withStreams(defaults.streams().withLatestSubscription(Duration.ZERO));
    try (var cloud = LocalCloud.start(options, Clock.systemUTC())) {
      Provision.create(
          "127.0.0.1",
          cloud.pubsubPort(),
          "projects/pubsub-public-data/topics/taxirides-realtime",
          "projects/pubsub-public-data/subscriptions/any");
      var tests = start(folder, command);
      tests.environment().putAll(more);
      tests.environment().put("PUBSUB_EMULATOR_HOST", "127.0.0.1:" + cloud.pubsubPort());
      finish(tests);
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
