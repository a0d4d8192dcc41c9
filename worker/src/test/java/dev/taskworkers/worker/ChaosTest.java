// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.pubsub.v1.Subscription;
import dev.taskworkers.emulator.pubsub.delivery.CloudObserver;
import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.protocol.ExecCommand;
import dev.taskworkers.protocol.HandlerKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What docs/reliability.md says was seen, with real processes. */
@Tag("slow")
@DisplayName("No task is lost, and only what was running is repeated, when")
@Timeout(600)
class ChaosTest {
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  /** So many that their traffic is cut again and again, however they are batched. */
  private static final int TASKS_TO_CUT = 120;

  private static final Duration MORE_THAN_A_LEASE = Duration.ofSeconds(61);

  private final JumpingClock clock = new JumpingClock();
  @TempDir private Path folder;

  /** Each task adds its payload to a file, and then waits until it may end. */
  private String noted(String then) {
    return "read n; echo $n >> " + folder + "/began; " + then;
  }

  private WorkerProcess start(int port, String script, Map<String, String> more) throws Exception {
    return WorkerProcess.start(port, script, folder.resolve("log"), more);
  }

  private Map<String, Long> began() throws Exception {
    var file = folder.resolve("began");
    return Files.exists(file)
        ? Files.readAllLines(file).stream()
            .collect(Collectors.groupingBy(line -> line, Collectors.counting()))
        : Map.of();
  }

  @ParameterizedTest(name = "a worker that pulls {0} is killed with -9")
  @ValueSource(strings = {"unary", "streaming"})
  void kill(String pull) throws Exception {
    var more = Map.of(EnvVars.PULL, pull, EnvVars.CONCURRENCY, "2");
    try (var lab = new Pulling(Subscription.newBuilder(), clock)) {
      lab.publishNumbers(4, "");
      try (var first = start(lab.cloud.pubsubPort(), noted("sleep 60"), more)) {
        await().atMost(PATIENCE).until(() -> began().size() == 2);
        first.signal("KILL");
        first.exitCode();
      }
      clock.jump(MORE_THAN_A_LEASE);
      try (var second = start(lab.cloud.pubsubPort(), noted("exit 0"), more)) {
        await().atMost(PATIENCE).until(() -> lab.view().undelivered() == 0);
        assertThat(second.isAlive()).isTrue();
      }
      assertThat(began()).isEqualTo(Map.of("0", 2L, "1", 2L, "2", 1L, "3", 1L));
    }
  }

  @Test
  @DisplayName("a worker is stopped for longer than a lease and then goes on")
  void freeze() throws Exception {
    try (var lab = new Pulling(Subscription.newBuilder(), clock)) {
      lab.publishNumbers(1, "");
      var go = "while [ ! -e " + folder + "/go ]; do sleep 0.05; done";
      try (var first = start(lab.cloud.pubsubPort(), noted(go), Map.of())) {
        await().atMost(PATIENCE).until(() -> began().size() == 1);
        first.signal("STOP");
        clock.jump(MORE_THAN_A_LEASE);
        try (var second = start(lab.cloud.pubsubPort(), noted("exit 0"), Map.of())) {
          await().atMost(PATIENCE).until(() -> lab.view().undelivered() == 0);
        }
        first.signal("CONT");
        Files.createFile(folder.resolve("go"));
        lab.publish(1, "later");
        await().atMost(PATIENCE).until(() -> lab.view().undelivered() == 0);
        assertThat(first.isAlive()).isTrue();
      }
      assertThat(began()).isEqualTo(Map.of("0", 2L, "later", 1L));
    }
  }

  @Test
  @DisplayName(
      "a task kills its worker: after two times it is a dead letter and does not run again")
  void poison() throws Exception {
    var state = Files.createDirectory(folder.resolve("state"));
    var more =
        Map.of(
            EnvVars.STATE_DIR, state.toString(), EnvVars.DEAD_LETTER_TOPIC, Pulling.TOPIC_OF_DEAD);
    try (var lab = new Pulling(Subscription.newBuilder(), clock)) {
      lab.publishNumbers(1, "");
      for (var crash = 1; crash <= 2; crash++) {
        try (var worker = start(lab.cloud.pubsubPort(), noted("kill -9 $PPID"), more)) {
          assertThat(worker.exitCode()).isEqualTo(137);
        }
        clock.jump(MORE_THAN_A_LEASE);
      }
      try (var third = start(lab.cloud.pubsubPort(), noted("exit 0"), more)) {
        await().atMost(PATIENCE).until(() -> lab.view().undelivered() == 0);
        assertThat(third.isAlive()).isTrue();
      }
      assertThat(began()).isEqualTo(Map.of("0", 2L));
      assertThat(Files.readString(folder.resolve("log"))).contains("2 crashes of its container");
    }
  }

  @ParameterizedTest(name = "state and temporary folder are on a full disk, pulling {0}")
  @ValueSource(strings = {"unary", "streaming"})
  void full_disk(String pull) throws Exception {
    var full = Files.createDirectory(folder.resolve("full"));
    var disk = FullDisk.on(full);
    var more =
        Map.of(
            EnvVars.STATE_DIR,
            full.toString(),
            "JDK_JAVA_OPTIONS",
            "-Djava.io.tmpdir=" + full,
            EnvVars.PULL,
            pull,
            EnvVars.CONCURRENCY,
            "4");
    var log = folder.resolve("log");
    try (var lab = new Pulling(Subscription.newBuilder(), clock)) {
      lab.publishNumbers(20, "");
      try (var worker =
          WorkerProcess.start(disk.before(), lab.cloud.pubsubPort(), noted("exit 0"), log, more)) {
        await().atMost(PATIENCE).until(() -> lab.view().undelivered() == 0);
        assertThat(worker.isAlive()).isTrue();
      }
    }
    assertThat(began()).hasSize(20).allSatisfy((task, runs) -> assertThat(runs).isEqualTo(1));
    assertThat(log).content().containsOnlyOnce("may be forgotten").doesNotContain("\tat ");
    assertThat(full).isEmptyDirectory();
  }

  @ParameterizedTest(name = "24 tasks of 4 MB come to 16 slots with a heap of 56 MB, pulling {0}")
  @ValueSource(strings = {"unary", "streaming"})
  void small_heap(String pull) throws Exception {
    var more =
        Map.of(
            "JDK_JAVA_OPTIONS",
            "-Xmx56m -XX:+ExitOnOutOfMemoryError",
            EnvVars.PULL,
            pull,
            EnvVars.CONCURRENCY,
            "16",
            EnvVars.DEAD_LETTER_TOPIC,
            Pulling.TOPIC_OF_DEAD);
    try (var lab = new Pulling(Subscription.newBuilder(), clock)) {
      for (var number = 0; number < 24; number++) {
        lab.publish(1, number + "\n" + "x".repeat(4_000_000));
      }
      try (var worker = start(lab.cloud.pubsubPort(), noted("cat > /dev/null"), more)) {
        await().atMost(PATIENCE).until(() -> lab.view().undelivered() == 0);
        assertThat(worker.isAlive()).isTrue();
      }
      assertThat(lab.hasDeadLetters()).isFalse();
    }
    assertThat(began()).hasSize(24).allSatisfy((task, runs) -> assertThat(runs).isEqualTo(1));
  }

  @ParameterizedTest(name = "connections are cut in both directions, again and again, pulling {0}")
  @ValueSource(strings = {"unary", "streaming"})
  void cut(String pull) throws Exception {
    var acknowledged = ConcurrentHashMap.<String>newKeySet();
    var more = Map.of(EnvVars.PULL, pull, EnvVars.CONCURRENCY, "4");
    try (var lab = new Pulling(Subscription.newBuilder(), clock);
        var proxy = new CuttingProxy(lab.cloud.pubsubPort(), 1500)) {
      lab.cloud.observe(
          new CloudObserver() {
            @Override
            public void acknowledged(
                String subscription, String id, String client, Instant at, boolean current) {
              acknowledged.add(id);
            }
          });
      lab.publishNumbers(TASKS_TO_CUT, "");
      try (var worker = start(proxy.port(), noted("exit 0"), more)) {
        await()
            .atMost(PATIENCE)
            .until(
                () -> {
                  clock.jump(Duration.ofSeconds(2));
                  return lab.view().undelivered() == 0;
                });
        assertThat(worker.isAlive()).isTrue();
      }
      assertThat(proxy.cuts()).isGreaterThan(2);
      assertThat(acknowledged).hasSize(TASKS_TO_CUT);
      assertThat(began().keySet())
          .isEqualTo(
              IntStream.range(0, TASKS_TO_CUT)
                  .mapToObj(String::valueOf)
                  .collect(Collectors.toSet()));
    }
  }

  @ParameterizedTest(name = "acknowledgements must be confirmed (exactly once), pulling {0}")
  @ValueSource(strings = {"unary", "streaming"})
  void exactly_once(String pull) throws Exception {
    var deliveries = new ConcurrentHashMap<String, Integer>();
    try (var lab =
        new Pulling(Subscription.newBuilder().setEnableExactlyOnceDelivery(true), clock)) {
      lab.cloud.observe(
          new CloudObserver() {
            @Override
            public void delivered(dev.taskworkers.emulator.pubsub.delivery.Delivery delivery) {
              deliveries.merge(delivery.messageId(), 1, Integer::sum);
            }
          });
      lab.publish(200, "1");
      try (var worker = lab.start("a", Map.of(EnvVars.PULL, pull, EnvVars.CONCURRENCY, "8"))) {
        await().atMost(PATIENCE).until(() -> lab.view().undelivered() == 0);
        assertThat(lab.metrics(worker))
            .contains("taskworkers_worker_tasks_total{event=\"acked\"} 200.0")
            .contains("taskworkers_worker_tasks_total{event=\"lease_lost\"} 0.0");
        worker.drain("the test is over");
        worker.await();
      }
      assertThat(deliveries).hasSize(200).allSatisfy((id, count) -> assertThat(count).isEqualTo(1));
    }
  }

  @Test
  @DisplayName("programs end with every code there is, and by every signal that ends one")
  void exits() throws Exception {
    try (var lab = new Pulling(Subscription.newBuilder(), clock)) {
      // A success after each: where all fail, a worker takes its time.
      var data = new ArrayList<String>();
      for (var code = 0; code <= 255; code++) {
        data.addAll(List.of(Integer.toString(code), "0"));
      }
      for (var number = 1; number <= 31; number++) {
        // These don't end a process: SIGCHLD, SIGCONT, four that stop it, SIGURG, SIGWINCH.
        if (number < 17 || (number > 22 && number != 23 && number != 28)) {
          data.addAll(List.of("-" + number, "0"));
        }
      }
      lab.publish(data);
      try (var worker =
          lab.start(
              "a",
              Map.of(
                  EnvVars.HANDLER,
                  HandlerKind.EXEC.label(),
                  EnvVars.EXEC_COMMAND,
                  ExecCommand.format(
                      List.of(
                          "sh",
                          "-c",
                          "read n; case $n in -*) kill $n $$; exit 70;; *) exit $n;; esac")),
                  EnvVars.DEAD_LETTER_TOPIC,
                  Pulling.TOPIC_OF_DEAD,
                  EnvVars.RETRY_MIN_BACKOFF,
                  "5m",
                  EnvVars.CONCURRENCY,
                  "8"))) {
        var tasks = data.size() / 2;
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () ->
                    assertThat(lab.metrics(worker))
                        .contains(
                            "taskworkers_worker_tasks_total{event=\"retried\"} "
                                + (tasks - 4)
                                + ".0",
                            "taskworkers_worker_tasks_total{event=\"acked\"} "
                                + (tasks + 1)
                                + ".0"));
        assertThat(lab.metrics(worker))
            .contains("taskworkers_worker_tasks_total{event=\"dropped\"} 1.0")
            .contains("taskworkers_worker_tasks_total{event=\"dead_lettered\"} 2.0");
      }
    }
  }
}
