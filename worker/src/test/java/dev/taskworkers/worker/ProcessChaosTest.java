// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskworkers.emulator.Account;
import dev.taskworkers.protocol.EnvVars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Workers, half of which pull on streams, are killed, stopped for a while, and told to stop; the
 * cloud is stopped for a while; the workers' wall clocks are stepped where libfaketime is
 * installed. All at random, for as long as {@code -Dchaos.seconds} says; {@code -Dchaos.seed} for
 * another course.
 */
@DisplayName("With processes that are killed, stopped and stepped at random")
@EnabledIfSystemProperty(
    named = "chaos.seconds",
    matches = "[0-9]+",
    disabledReason = "-Dchaos.seconds says for how long; it takes two minutes more than that")
class ProcessChaosTest {
  private static final int WORKERS = 4;
  private static final int TASKS_PER_SECOND = 20;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** An acknowledgement is on its way for so long, on a busy machine, while the cloud runs. */
  private static final double SETTLING_SECONDS = 3;

  private static final List<Path> FAKE_TIMES =
      List.of(
          Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"),
          Path.of("/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1"));

  private record Run(String task, String worker, double began, double ended) {}

  private record Pause(double from, double until) {}

  private final Random random = new Random(Integer.getInteger("chaos.seed", 1));
  private final List<WorkerProcess> workers = new ArrayList<>();
  private final Map<String, Double> killed = new HashMap<>();
  private final List<Pause> pausesOfTheCloud = new ArrayList<>();
  private final Map<String, Integer> happened = new TreeMap<>();

  @TempDir private Path folder;

  /** Seconds since the machine started, which no clock of a process changes. */
  private static double uptime() throws IOException {
    return Double.parseDouble(Files.readString(Path.of("/proc/uptime")).split(" ")[0]);
  }

  private String script() {
    return "read n; read up rest < /proc/uptime; echo b $n $PPID $up >> "
        + folder
        + "/runs; sleep 0.3; read up rest < /proc/uptime; echo e $n $PPID $up >> "
        + folder
        + "/runs";
  }

  private WorkerProcess start(CloudProcess cloud, int place) throws Exception {
    var more =
        new HashMap<>(
            Map.of(EnvVars.CONCURRENCY, "4", EnvVars.PULL, place % 2 == 0 ? "unary" : "streaming"));
    for (var library : FAKE_TIMES) {
      if (Files.exists(library)) {
        more.put("LD_PRELOAD", library.toString());
        more.put("FAKETIME_TIMESTAMP_FILE", clock(place).toString());
        more.put("FAKETIME_CACHE_DURATION", "1");
        more.put("FAKETIME_DONT_FAKE_MONOTONIC", "1");
      }
    }
    step(place, 0);
    return WorkerProcess.start(cloud.pubsubPort(), script(), folder.resolve("log-" + place), more);
  }

  private Path clock(int place) {
    return folder.resolve("clock-" + place);
  }

  private void step(int place, int seconds) throws IOException {
    Files.writeString(clock(place), (seconds < 0 ? "" : "+") + seconds + "\n");
  }

  @Test
  @DisplayName("no task is lost, and only what ran at a kill runs twice")
  void keeps_its_promises() throws Exception {
    var published = new ArrayList<String>();
    try (var cloud = CloudProcess.start(folder.resolve("log-cloud"))) {
      await().atMost(PATIENCE).until(cloud::isUp);
      for (var place = 0; place < WORKERS; place++) {
        workers.add(start(cloud, place));
      }
      published.addAll(publishWhileThingsHappen(cloud));
      await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).until(cloud::isEmpty);
      assertThat(workers).allMatch(WorkerProcess::isAlive, "live");
    } finally {
      for (var worker : workers) {
        worker.close();
      }
      System.out.println("published " + published.size() + ", happened " + happened);
    }

    var runs = runs();
    assertThat(runs.keySet()).containsAll(published);
    var repeated = runs.values().stream().filter(each -> each.size() > 1).toList();
    System.out.println("ran more than once " + repeated.size());
    assertThat(repeated).allSatisfy(this::areRepeatedForAKill);
  }

  private List<String> publishWhileThingsHappen(CloudProcess cloud) throws Exception {
    var over = new AtomicBoolean();
    var published = new ArrayList<String>();
    var publisher =
        new Thread(
            () -> {
              try (var account =
                  Account.at("127.0.0.1:" + cloud.pubsubPort(), Duration.ofSeconds(60))) {
                while (!over.get()) {
                  var task = "t" + published.size();
                  account.publish(CloudProcess.TOPIC, task);
                  published.add(task);
                  Thread.sleep(1000 / TASKS_PER_SECOND);
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "publisher");
    publisher.start();
    var end = System.nanoTime() + Duration.ofSeconds(Long.getLong("chaos.seconds")).toNanos();
    while (System.nanoTime() < end) {
      Thread.sleep(random.nextInt(2000));
      happen(cloud);
    }
    over.set(true);
    publisher.join();
    return published;
  }

  private void happen(CloudProcess cloud) throws Exception {
    var place = random.nextInt(WORKERS);
    var worker = workers.get(place);
    var what = List.of("kill", "stop", "term", "cloud", "clock", "clock").get(random.nextInt(6));
    happened.merge(what, 1, Integer::sum);
    switch (what) {
      case "kill" -> {
        worker.signal("KILL");
        worker.exitCode();
        killed.put(Long.toString(worker.pid()), uptime());
        workers.set(place, start(cloud, place));
      }
      case "stop" -> {
        worker.signal("STOP");
        Thread.sleep(random.nextInt(10_000));
        worker.signal("CONT");
      }
      case "term" -> {
        worker.signal("TERM");
        worker.exitCode();
        workers.set(place, start(cloud, place));
      }
      case "cloud" -> {
        var from = uptime();
        cloud.signal("STOP");
        Thread.sleep(random.nextInt(8000));
        cloud.signal("CONT");
        pausesOfTheCloud.add(new Pause(from, uptime()));
      }
      default -> step(place, random.nextInt(1200) - 600);
    }
  }

  private Map<String, List<Run>> runs() throws IOException {
    var runs = new TreeMap<String, List<Run>>();
    for (var line : Files.readAllLines(folder.resolve("runs"))) {
      var parts = line.split(" ");
      var ofTask = runs.computeIfAbsent(parts[1], task -> new ArrayList<>());
      var at = Double.parseDouble(parts[3]);
      if (parts[0].equals("b")) {
        ofTask.add(new Run(parts[1], parts[2], at, Double.POSITIVE_INFINITY));
      } else {
        ofTask.replaceAll(
            run ->
                run.worker.equals(parts[2]) && run.ended == Double.POSITIVE_INFINITY
                    ? new Run(run.task, run.worker, run.began, at)
                    : run);
      }
    }
    return runs;
  }

  private void areRepeatedForAKill(List<Run> runs) {
    for (var run : runs.subList(0, runs.size() - 1)) {
      assertThat(killed).as(runs.toString()).containsKey(run.worker);
      assertThat(
              killed.get(run.worker) - run.ended - pausedSince(run.ended, killed.get(run.worker)))
          .as(runs.toString())
          .isLessThan(SETTLING_SECONDS);
    }
  }

  private double pausedSince(double from, double until) {
    return pausesOfTheCloud.stream()
        .mapToDouble(
            pause -> Math.max(0, Math.min(until, pause.until) - Math.max(from, pause.from)))
        .sum();
  }
}
