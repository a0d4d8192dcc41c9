// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.e2e.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The command line as it is built: tests run from folders, where a jar that is missing, or is there
 * in another version, isn't noticed.
 */
@Tag("slow")
class BuiltCommandTest {
  private static final Path CLI = Path.of("").toAbsolutePath().resolveSibling("cli/target");
  private static final Path JAR = CLI.resolve("taskworkers.jar");

  @TempDir Path folder;

  @BeforeEach
  void isBuilt() {
    assumeThat(JAR).as("the command, which 'mvn -pl cli -am package' builds").exists();
  }

  @Test
  void every_jar_that_the_workers_jar_names_lies_beside_it() throws IOException {
    var lib = CLI.resolve("lib");
    try (var jars = Files.list(lib)) {
      var worker =
          jars.filter(jar -> jar.getFileName().toString().startsWith("taskworkers-worker-"))
              .findFirst()
              .orElseThrow();
      try (var jar = new JarFile(worker.toFile())) {
        var named = jar.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
        assertThat(Arrays.stream(named.split(" ")))
            .allSatisfy(n -> assertThat(lib.resolve(n)).exists());
      }
    }
  }

  @Test
  void its_demo_does_every_task() throws Exception {
    var report = folder.resolve("report.json");
    var output = folder.resolve("output.txt");
    var words =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-jar",
            JAR.toString(),
            "demo",
            "--headless",
            "--no-page",
            "--seconds=120",
            "--speedup=10",
            "--report=" + report);
    var demo =
        new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    try {
      assertThat(demo.waitFor(5, TimeUnit.MINUTES)).isTrue();
    } finally {
      demo.descendants().forEach(ProcessHandle::destroyForcibly);
      demo.destroyForcibly();
    }

    assertThat(demo.exitValue()).as(Files.readString(output)).isZero();
    assertThat(report).exists();
  }
}
