// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a process draws for itself, as the order of a set, must not reach a history. */
@Tag("slow")
@DisplayName("A world has the same history")
final class SameEverywhereTest {
  private static final long[] SEEDS = {4, 14, 26};
  private static final Path MACHINES = Path.of("/usr/lib/jvm");
  private static final int OLDEST = 17;

  /** The Java of this process, and those of other versions that this machine has. */
  static Stream<Path> javas() throws IOException {
    var own = Path.of(System.getProperty("java.home"));
    if (!Files.isDirectory(MACHINES)) {
      return Stream.of(own);
    }
    try (var homes = Files.list(MACHINES)) {
      var others = homes.filter(SameEverywhereTest::isAnother).sorted().toList();
      return Stream.concat(Stream.of(own), others.stream());
    }
  }

  private static boolean isAnother(Path home) {
    var version = version(home);
    return version >= OLDEST && version != Runtime.version().feature();
  }

  /** 0 where there is no Java. */
  private static int version(Path home) {
    try {
      return Files.readAllLines(home.resolve("release")).stream()
          .filter(line -> line.startsWith("JAVA_VERSION=\""))
          .map(line -> line.substring(line.indexOf('"') + 1).split("[.\"+-]")[0])
          .mapToInt(Integer::parseInt)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }

  @ParameterizedTest(name = "with {0}")
  @MethodSource("javas")
  void in_another_process(Path java) throws IOException, InterruptedException {
    assertThat(told(java)).isEqualTo(Stories.of(SEEDS));
  }

  private static String told(Path java) throws IOException, InterruptedException {
    var command =
        List.of(
            java.resolve("bin/java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Stories.class.getName(),
            String.valueOf(SEEDS[0]),
            String.valueOf(SEEDS[1]),
            String.valueOf(SEEDS[2]));
    var process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try {
      var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).isZero();
      return text;
    } finally {
      process.destroyForcibly();
    }
  }
}
