// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A worker's first task where there is no Pub/Sub")
@Timeout(180)
class TrainingRunTest {
  @Test
  void is_done_and_the_worker_leaves() throws IOException, InterruptedException {
    var words = new ArrayList<>(java(TrainingRun.class));
    words.addAll(java(Main.class));
    var process = new ProcessBuilder(words).redirectErrorStream(true).start();
    var log = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(log).contains("it has run as many tasks as it may");
  }

  private static List<String> java(Class<?> main) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("java.class.path"),
        main.getName());
  }
}
