// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli;

import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.taskworkers.emulator.CloudOptions;
import dev.taskworkers.emulator.LocalCloud;
import dev.taskworkers.emulator.Provision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Types what pages say, word by word. */
@Tag("slow")
@DisplayName("The commands of pages")
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
class ExamplesTest {
  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
  private static final String SUBSCRIPTION = "projects/acme/subscriptions/thumbnails";

  @TempDir Path folder;

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "Shell, sh, shell made a thumbnail of",
    "Python, python3, Python made a thumbnail of",
    "Go, go, Go made a thumbnail of",
    "Node, node, Node made a thumbnail of",
    "Java, java, Java made a thumbnail of",
    "A worker that you already have, python3, 7 bytes"
  })
  void do_each_task_once(String section, String needs, String said) throws Exception {
    assumeTrue(isThere(needs), needs + " is not installed, so its example was not tried");
    copyExamples();
    writeCommand();
    try (var cloud = LocalCloud.start(CloudOptions.undisturbed(), Clock.systemUTC())) {
      Provision.create(
          "127.0.0.1", cloud.pubsubPort(), "projects/acme/topics/thumbnails", SUBSCRIPTION);
      var preface = script("A handler in your language");
      var script = preface.replace("8085", "" + cloud.pubsubPort()) + script(section);

      var words = run(script);

      assertThat(words.lines().filter(line -> line.contains(said))).as(words).hasSize(2);
      assertThat(cloud.subscription(SUBSCRIPTION).orElseThrow().undelivered()).as(words).isZero();
    }
  }

  /** With the topic and the subscription that {@code taskworkers cloud} makes in another shell. */
  @ParameterizedTest(name = "first steps: {0}")
  @ValueSource(strings = {"README.md", "docs/getting-started.md"})
  void run_a_program_for_each_of_a_hundred_tasks(String page) throws Exception {
    writeCommand();
    var text = Files.readString(REPOSITORY.resolve(page));
    var block = Pattern.compile("```sh\n((?:(?!```).*\n)*?seq 100 \\|.*\n.* -- cat\n)```");
    var found = block.matcher(text);
    assertThat(found.find()).isTrue();
    try (var cloud = LocalCloud.start(CloudOptions.undisturbed(), Clock.systemUTC())) {
      Provision.create(
          "127.0.0.1", cloud.pubsubPort(), "projects/acme/topics/thumbnails", SUBSCRIPTION);

      var words = run(found.group(1).replace("8085", "" + cloud.pubsubPort()));

      assertThat(words).contains("dispatched 100 tasks to projects/acme/topics/thumbnails");
      assertThat(words.lines().filter(line -> line.contains(" out] "))).as(words).hasSize(100);
      assertThat(cloud.subscription(SUBSCRIPTION).orElseThrow().undelivered()).as(words).isZero();
    }
  }

  private static boolean isThere(String program) throws Exception {
    var which = new ProcessBuilder("sh", "-c", "command -v " + program).start();
    which.getInputStream().readAllBytes();
    return which.waitFor() == 0;
  }

  private void copyExamples() throws IOException {
    var examples = REPOSITORY.resolve("examples");
    try (var files = Files.walk(examples)) {
      for (var file : files.toList()) {
        Files.copy(
            file, folder.resolve("examples").resolve(examples.relativize(file)), COPY_ATTRIBUTES);
      }
    }
  }

  /** The command as it is built from this test's class path. */
  private void writeCommand() throws IOException {
    var command = folder.resolve("taskworkers");
    Files.writeString(
        command,
        """
        #!/bin/sh
        exec '%s' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp '%s' %s "$@"
        """
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                System.getProperty("java.class.path"),
                Taskworkers.class.getName()));
    Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** What a section says to type. */
  private static String script(String section) throws IOException {
    var page = Files.readString(REPOSITORY.resolve("docs/handlers.md"));
    var block =
        Pattern.compile(
            "^#+ " + Pattern.quote(section) + "\n(?:(?!^#).*\n)*?```sh\n((?:(?!```).*\n)*)",
            Pattern.MULTILINE);
    var found = block.matcher(page);
    assertThat(found.find()).as(section).isTrue();
    return found.group(1);
  }

  private String run(String script) throws Exception {
    var output = folder.resolve("output");
    var shell =
        new ProcessBuilder("bash", "-e", "-c", script)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(shell.waitFor(4, TimeUnit.MINUTES)).as("it ends").isTrue();
      assertThat(shell.exitValue()).as(Files.readString(output)).isZero();
      return Files.readString(output);
    } finally {
      shell.descendants().forEach(ProcessHandle::destroyForcibly);
      shell.destroyForcibly();
    }
  }
}
