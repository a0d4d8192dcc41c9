// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench.operator;

import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.emulator.CloudOptions;
import dev.taskworkers.emulator.LocalCloud;
import dev.taskworkers.runtime.AtShutdown;
import dev.taskworkers.runtime.GoogleEndpoint;
import dev.taskworkers.testbed.AuditLog;
import dev.taskworkers.testbed.Cluster;
import dev.taskworkers.testbed.CommandFailure;
import dev.taskworkers.testbed.Waiting;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The operator with many pools, on a real API server with nodes that KWOK plays. */
public final class ScaleBench {
  /** Two cores start 10,000 pods in a quarter of an hour. */
  private static final Duration PATIENCE = Duration.ofMinutes(40);

  /** An operator that has watched for less than two minutes removes nothing, and says so. */
  private static final Duration UNTIL_AT_REST = Duration.ofSeconds(150);

  private static final Duration SETTLING = Duration.ofSeconds(45);
  private static final double SECONDS_PER_MINUTE = 60;

  private final Clock clock = Clock.systemUTC();
  private final Cluster cluster = Cluster.ofThisMachine();
  private final AtomicLong changes = new AtomicLong();
  private final ScaleOptions options;
  private final Path repository;
  private final Consumer<String> progress;
  private final Consumer<ScaleResult> onResult;

  private ScaleBench(
      ScaleOptions options,
      Path repository,
      Consumer<String> progress,
      Consumer<ScaleResult> onResult) {
    this.options = options;
    this.repository = repository;
    this.progress = progress;
    this.onResult = onResult;
  }

  /**
   * Runs it on a cluster of its own, which is taken down afterwards.
   *
   * @param repository a checkout that is built
   * @param onResult gets what each phase gave, when it is over
   */
  public static void run(
      ScaleOptions options,
      Path repository,
      Consumer<String> progress,
      Consumer<ScaleResult> onResult)
      throws IOException {
    new ScaleBench(options, repository, progress, onResult).run();
  }

  private void run() throws IOException {
    if (cluster.isUp()) {
      throw new CommandFailure(
          "The benchmark needs a cluster of its own; run 'taskworkers cluster down' first.");
    }
    // Also when it is interrupted: nothing may stay.
    try (var atShutdown = new AtShutdown("clean", this::clean)) {
      cluster.up(progress);
      onCluster();
    } finally {
      clean();
    }
  }

  private void onCluster() throws IOException {
    var folder = Files.createTempDirectory("taskworkers-scale");
    progress.accept("logs are in " + folder);
    try (var cloud = LocalCloud.start(CloudOptions.undisturbed(), clock);
        var nodes = FakeNodes.add(cluster, options.pods(), folder, progress);
        var workers = FakeWorkers.start(clock)) {
      OperatorUnderTest.grant(cluster, repository, folder);
      progress.accept("making " + options.pools() + " pools");
      var pools = new Pools(cluster, options);
      var pubsub = new GoogleEndpoint("127.0.0.1:" + cloud.pubsubPort(), true);
      try (var traffic = new Traffic(options.pools(), pubsub, workers::did)) {
        pools.make(folder);
        measure(pools, cloud, folder, workers, traffic);
      }
    }
  }

  private void clean() {
    ProcessHandle.current().children().forEach(ProcessHandle::destroyForcibly);
    FakeNodes.unroute();
    cluster.down();
  }

  private void measure(
      Pools pools, LocalCloud cloud, Path folder, FakeWorkers workers, Traffic traffic)
      throws IOException {
    try (var operator = OperatorUnderTest.start(cluster, repository, folder, cloud, "127.0.0.1");
        var kubernetes =
            new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(Files.readString(cluster.kubeconfig())))
                .build();
        var watch =
            kubernetes
                .resources(TaskWorkerPool.class)
                .inNamespace(Pools.SPACE)
                .watch(new Changes())) {
      var all = options.podsOfEach() * options.pools();
      progress.accept("waiting for " + all + " pods");
      Waiting.until(
          "number of ready pods", PATIENCE, () -> operator.runs() && pools.readyPods() >= all);
      pools.introduce(workers);
      progress.accept("waiting until arrivals are counted");
      Waiting.until("count of arrivals", PATIENCE, () -> pools.counted() == options.pools());
      Waiting.pass(UNTIL_AT_REST);
      onResult.accept(phase("at rest", cloud, operator, workers));
      traffic.begin(options.rate());
      Waiting.pass(SETTLING);
      onResult.accept(phase(options.rate() + " tasks/s", cloud, operator, workers));
    }
  }

  private ScaleResult phase(
      String name, LocalCloud cloud, OperatorUnderTest operator, FakeWorkers workers) {
    progress.accept("measuring: " + name);
    var begin = clock.instant();
    var nanos = System.nanoTime();
    var cpu = operator.cpu();
    var calls = cloud.monitoringCalls();
    var changed = changes.get();
    workers.takeGaps();
    var resident = 0.0;
    while (System.nanoTime() - nanos < options.phase().toNanos()) {
      Waiting.pass(Duration.ofSeconds(1));
      resident = Math.max(resident, operator.residentMiB());
    }
    var gaps = workers.takeGaps();
    var seconds = (System.nanoTime() - nanos) / 1e9;
    var minutes = seconds / SECONDS_PER_MINUTE;
    var used = operator.cpu().minus(cpu).toNanos() / 1e9;
    changed = changes.get() - changed;
    var end = clock.instant();
    calls = cloud.monitoringCalls() - calls;
    var writes =
        new AuditLog(cluster.logs().resolve("audit.log"))
            .calls(OperatorUnderTest.USER, begin).stream()
                .filter(call -> call.writes() && call.at().isBefore(end))
                .collect(Collectors.groupingBy(AuditLog.Call::what, Collectors.counting()));
    progress.accept("writes of the operator: " + writes);
    var status = writes.getOrDefault("patch taskworkerpools/status", 0L);
    var others = writes.values().stream().mapToLong(Long::longValue).sum() - status;
    return new ScaleResult(
        name,
        resident,
        used / seconds,
        gaps.quantile(0.5),
        gaps.quantile(0.99),
        gaps.quantile(1),
        status / minutes,
        Math.max(0, status - changed) / minutes,
        others / minutes,
        calls / minutes);
  }

  /** Counts what really changed. */
  private final class Changes implements Watcher<TaskWorkerPool> {
    @Override
    public void eventReceived(Action action, TaskWorkerPool pool) {
      if (action == Action.MODIFIED) {
        changes.incrementAndGet();
      }
    }

    @Override
    public void onClose(WatcherException cause) {}
  }
}
