// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskworkers.emulator.pubsub.delivery.CloudObserver;
import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.protocol.HandlerKind;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.api.Task;
import dev.taskworkers.worker.api.TaskContext;
import dev.taskworkers.worker.api.TaskHandler;
import dev.taskworkers.worker.process.ResidentMemory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Takes a minute, so it runs on demand: {@code -Dmillion=true}. */
@DisplayName("A million tasks through one worker with a heap of 256 MB")
@EnabledIfSystemProperty(named = "million", matches = "true")
class MillionTest {
  private static final int TASKS = 1_000_000;

  @TempDir private Path folder;

  /** Does nothing. */
  public static final class Nothing implements TaskHandler {
    @Override
    public Outcome handle(Task task, TaskContext context) {
      return Outcome.ack();
    }
  }

  @ParameterizedTest(name = "pulling {0}: every one is seen, and memory stays flat")
  @ValueSource(strings = {"unary", "streaming"})
  void million(String pull) throws Exception {
    try (var lab = new Pulling()) {
      var seen = new BitSet(TASKS + 1);
      lab.cloud.observe(
          new CloudObserver() {
            @Override
            public void acknowledged(
                String subscription, String id, String client, Instant at, boolean current) {
              seen.set(Integer.parseInt(id));
            }
          });
      for (var thousand = 0; thousand < TASKS / 1000; thousand++) {
        lab.publish(1000, "task");
      }
      var begun = System.nanoTime();
      var worker = start(lab.cloud.pubsubPort(), pull);
      try {
        var resident = new ArrayList<Long>();
        await()
            .atMost(Duration.ofMinutes(3))
            .pollInterval(Duration.ofMillis(500))
            .until(
                () -> {
                  resident.add(ResidentMemory.kib("" + worker.pid()).orElseThrow() / 1024);
                  return lab.view().undelivered() == 0;
                });
        var seconds = (System.nanoTime() - begun) / 1e9;
        System.out.println(pull + ": " + seconds + " s, resident MiB " + resident);
        assertThat(seen.cardinality()).isEqualTo(TASKS);
        var half = resident.get(resident.size() / 2);
        assertThat(resident.get(resident.size() - 1)).isLessThan(half + 40);
      } finally {
        worker.destroyForcibly().waitFor();
      }
    }
  }

  private Process start(int port, String pull) throws Exception {
    var builder =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-Xmx256m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Main.class.getName()))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile());
    builder
        .environment()
        .putAll(
            Pulling.environment(
                port,
                Map.of(
                    EnvVars.HANDLER,
                    HandlerKind.JAVA.label(),
                    EnvVars.JAVA_CLASS,
                    Nothing.class.getName(),
                    EnvVars.CONCURRENCY,
                    "32",
                    EnvVars.PULL,
                    pull)));
    return builder.start();
  }
}
