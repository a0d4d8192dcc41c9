package dev.taskworkers.e2e.scale;

import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.e2e.CommandFailure;
import dev.taskworkers.e2e.cluster.AuditLog;
import dev.taskworkers.e2e.cluster.Cluster;
import dev.taskworkers.lab.cloud.CloudOptions;
import dev.taskworkers.lab.cloud.LocalCloud;
import dev.taskworkers.runtime.GoogleEndpoint;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The operator with many pools, on a real API server with nodes that KWOK plays. */
public final class ScaleBench {
  private static final String SPACE = "scale";
  private static final Duration PATIENCE = Duration.ofMinutes(10);
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
    var end = new Thread(this::clean, "clean");
    Runtime.getRuntime().addShutdownHook(end);
    cluster.up(progress);
    var folder = Files.createTempDirectory("taskworkers-scale");
    progress.accept("logs are in " + folder);
    try (var cloud = LocalCloud.start(CloudOptions.defaults(), clock);
        var nodes = FakeNodes.add(cluster, options.pods(), folder, progress);
        var workers = FakeWorkers.start(clock)) {
      OperatorUnderTest.grant(cluster, repository, folder);
      progress.accept("making " + options.pools() + " pools");
      var pubsub = new GoogleEndpoint("127.0.0.1:" + cloud.pubsubPort(), true);
      try (var traffic = new Traffic(options.pools(), pubsub, workers::did)) {
        makePools(folder);
        measure(cloud, folder, workers, traffic);
      }
    } finally {
      Runtime.getRuntime().removeShutdownHook(end);
      clean();
    }
  }

  private void clean() {
    ProcessHandle.current().children().forEach(ProcessHandle::destroyForcibly);
    FakeNodes.unroute();
    cluster.down();
  }

  private void makePools(Path folder) throws IOException {
    var all =
        IntStream.range(0, options.pools())
            .mapToObj(i -> pool(Traffic.pool(i)))
            .collect(Collectors.joining("---\n"));
    var file = Files.writeString(folder.resolve("pools.yaml"), all);
    cluster.kubectl("create", "namespace", SPACE).output();
    cluster.kubectl("create", "-n", SPACE, "-f", file.toString()).output();
  }

  private String pool(String name) {
    return """
        apiVersion: taskworkers.dev/v1beta1
        kind: TaskWorkerPool
        metadata: {name: %s}
        spec:
          subscription: %s
          handler: {exec: {command: [/app/task]}}
          concurrency: 4
          taskTimeout: 1m
          template:
            spec:
              nodeSelector: {type: kwok}
              tolerations: [{key: type, value: kwok}]
              automountServiceAccountToken: false
              containers: [{name: worker, image: 'example/task:1', resources: {requests: {cpu: 100m, memory: 128Mi}}}]
          scaling: {minReplicas: %d, maxReplicas: %d}
        """
        .formatted(
            name, Traffic.subscription(name), options.podsOfEach(), options.podsOfEach() * 2);
  }

  private void measure(LocalCloud cloud, Path folder, FakeWorkers workers, Traffic traffic)
      throws IOException {
    try (var operator = OperatorUnderTest.start(cluster, repository, folder, cloud, "127.0.0.1");
        var kubernetes =
            new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(Files.readString(cluster.kubeconfig())))
                .build();
        var watch =
            kubernetes.resources(TaskWorkerPool.class).inNamespace(SPACE).watch(new Changes())) {
      var all = options.podsOfEach() * options.pools();
      progress.accept("waiting for " + all + " pods");
      await("ready pods", () -> operator.runs() && readyPods() >= all);
      introduce(workers);
      progress.accept("waiting until arrivals are counted");
      await("counted arrivals", () -> counted() == options.pools());
      pause(SETTLING);
      onResult.accept(phase("at rest", cloud, operator, workers));
      traffic.begin(options.rate());
      pause(SETTLING);
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
      pause(Duration.ofSeconds(1));
      resident = Math.max(resident, operator.residentMiB());
    }
    var gaps = workers.takeGaps();
    var seconds = (System.nanoTime() - nanos) / 1e9;
    var minutes = seconds / SECONDS_PER_MINUTE;
    var used = operator.cpu().minus(cpu).toNanos() / 1e9;
    changed = changes.get() - changed;
    calls = cloud.monitoringCalls() - calls;
    var writes =
        new AuditLog(cluster.logs().resolve("audit.log"))
            .calls(OperatorUnderTest.USER, begin).stream()
                .filter(AuditLog.Call::writes)
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

  private int readyPods() {
    return fields(
            "get", "deployments", "jsonpath={range .items[*]}{.status.readyReplicas}{'\\n'}{end}")
        .mapToInt(Integer::parseInt)
        .sum();
  }

  private int counted() {
    return (int)
        fields(
                "get",
                "taskworkerpools",
                "jsonpath={range .items[*]}"
                    + "{.status.conditions[?(@.type=='ArrivalsKnown')].status}{'\\n'}{end}")
            .filter("True"::equals)
            .count();
  }

  private void introduce(FakeWorkers workers) {
    var pods =
        fields(
                "get",
                "pods",
                "jsonpath={range .items[*]}{.metadata.labels.taskworkers\\.dev/pool}"
                    + " {.status.podIP}{'\\n'}{end}")
            .map(line -> line.split(" "))
            .collect(Collectors.groupingBy(words -> words[0]));
    pods.forEach(
        (pool, members) -> {
          for (var i = 0; i < members.size(); i++) {
            workers.add(members.get(i)[1], pool, i, members.size());
          }
        });
  }

  private java.util.stream.Stream<String> fields(String verb, String kind, String path) {
    return cluster
        .kubectl(verb, kind, "-n", SPACE, "-o", path)
        .output()
        .lines()
        .filter(line -> !line.isBlank());
  }

  private static void await(String what, BooleanSupplier there) {
    var end = System.nanoTime() + PATIENCE.toNanos();
    while (!there.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new CommandFailure(
            "Within " + PATIENCE.toMinutes() + " min there were no " + what + ".");
      }
      pause(Duration.ofSeconds(3));
    }
  }

  private static void pause(Duration time) {
    try {
      TimeUnit.MILLISECONDS.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("The benchmark was interrupted.");
    }
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
