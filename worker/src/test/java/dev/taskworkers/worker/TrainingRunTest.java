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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("slow")
@DisplayName("A worker's first task where there is no Pub/Sub")
@Timeout(180)
class TrainingRunTest {
  /**
   * The class of decimals computes tables when it is first used: on JDK 25 that takes milliseconds.
   */
  @Test
  void is_done_without_decimals_and_the_worker_leaves() throws IOException, InterruptedException {
    var log = log(java(Main.class, "-Xlog:class+init"));
    assertThat(log).contains("it has run as many tasks as it may");
    assertThat(log).contains("Initializing 'dev/taskworkers/worker/TaskWorker'");
    assertThat(log).doesNotContain("Initializing 'java/math/BigDecimal'");
  }

  private static String log(List<String> worker) throws IOException, InterruptedException {
    var words = new ArrayList<>(java(TrainingRun.class));
    words.addAll(worker);
    var process = new ProcessBuilder(words).redirectErrorStream(true).start();
    var log = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    return log;
  }

  private static List<String> java(Class<?> main, String... options) {
    var words = new ArrayList<String>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    words.addAll(List.of(options));
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    return words;
  }
}
