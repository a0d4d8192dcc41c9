// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.demo;

import dev.taskworkers.crds.ConditionType;
import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.dispatcher.DispatcherConfig;
import dev.taskworkers.dispatcher.Task;
import dev.taskworkers.dispatcher.TaskDispatcher;
import dev.taskworkers.emulator.FastClock;
import dev.taskworkers.simulation.world.PoissonArrivals;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** One run: everything started, the arrivals played, the pool watched until it is empty again. */
public final class Demo implements AutoCloseable {
  private static final long SEED = 1;
  private static final long FRAME_MILLIS = 250;

  /**
   * How long a delivery takes at most, by the wall clock, from the cloud to a busy machine's pod.
   */
  private static final Duration ON_ITS_WAY = Duration.ofMillis(100);

  private static final Duration OPERATOR_WITHIN = Duration.ofSeconds(60);

  /** So long after the last arrival the pool must be empty: backlog, metric delay, proof. */
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  private final DemoOptions options;
  private final FastClock clock;
  private volatile Instant start;
  private final DemoCloud cloud;
  private final DemoCluster cluster;
  private final TaskLedger tasks =
      new TaskLedger(
          DemoPool.TOPIC, DemoPool.SUBSCRIPTION, client -> client.startsWith(DemoPool.POD_PREFIX));
  private final PodLedger pods;
  private final Interruptions interruptions;
  private final StreamLedger streams;
  private final DecisionLog decisions = new DecisionLog();
  private final SharedIndexInformer<TaskWorkerPool> watch;
  private final FaultSchedule faults;

  /**
   * Starts cloud, cluster and operator, and applies the pool.
   *
   * @param folder for the pods' logs; stays the caller's
   */
  public Demo(DemoOptions options, Path folder) throws IOException, InterruptedException {
    this.options = options;
    clock = new FastClock(Instant.now(), options.speedup());
    start = clock.instant();
    cloud = DemoCloud.start(clock);
    streams = new StreamLedger(clock, this::streamsAreSilent);
    pods = new PodLedger(DemoPool.POD_PREFIX, tasks, clock, multiplied(ON_ITS_WAY));
    interruptions = new Interruptions(pods);
    cloud.cloud().observe(interruptions);
    cloud.cloud().observe(tasks);
    cloud.cloud().observe(streams);
    cluster = DemoCluster.start(options, cloud, folder, clock, pods);
    watch =
        cluster
            .client()
            .resources(TaskWorkerPool.class)
            .inNamespace(DemoPool.NAMESPACE)
            .inform(decisions);
    faults = new FaultSchedule(options.faults(), cloud.cloud(), cluster, pods, tasks, streams);
  }

  private boolean streamsAreSilent(Instant now) {
    return options.faults().stream()
        .anyMatch(fault -> fault.silencesStreams(Duration.between(start, now)));
  }

  private Duration multiplied(Duration wall) {
    return Duration.ofNanos((long) (wall.toNanos() * options.speedup()));
  }

  /** Plays the arrivals and waits until every task is done and every pod gone, or patience ends. */
  public DemoReport run(DemoView view) throws InterruptedException {
    awaitOperator();
    start = clock.instant();
    view.begin(start, () -> OperatorPages.address(cluster.client()));
    var times =
        PoissonArrivals.times(options.trace().ratesUpTo(options.peak()), options.length(), SEED);
    var due = new ArrayDeque<>(times);
    try (var dispatcher =
        TaskDispatcher.open(DispatcherConfig.of(cloud.endpoint(), DemoPool.TOPIC))) {
      var last = options.length().plus(PATIENCE);
      var number = 0;
      for (var elapsed = elapsed(); elapsed.compareTo(last) < 0; elapsed = elapsed()) {
        number = dispatch(dispatcher, due, elapsed, number);
        faults.tick(elapsed);
        view.show(frame(elapsed));
        if (due.isEmpty() && elapsed.compareTo(options.length()) >= 0 && isOver()) {
          break;
        }
        Thread.sleep(due.isEmpty() ? FRAME_MILLIS : 10);
      }
    }
    return report();
  }

  /** The arrivals begin when the operator watches the pool: its own start is not the job. */
  private void awaitOperator() throws InterruptedException {
    var last = Instant.now().plus(OPERATOR_WITHIN);
    while (!decisions.isTrue(ConditionType.ARRIVALS_KNOWN)) {
      if (Instant.now().isAfter(last)) {
        throw new IllegalStateException(
            "The operator did not watch the pool within "
                + OPERATOR_WITHIN.toSeconds()
                + " s; its log: "
                + cluster.operatorLog());
      }
      Thread.sleep(FRAME_MILLIS);
    }
  }

  private int dispatch(TaskDispatcher dispatcher, Deque<Duration> due, Duration elapsed, int sent) {
    var number = sent;
    while (!due.isEmpty() && due.peek().compareTo(elapsed) <= 0) {
      due.poll();
      var task = Task.of("task " + number++);
      dispatcher.dispatch(task);
    }
    return number;
  }

  private boolean isOver() {
    return tasks.completed() == tasks.dispatched() && pods.existing() == 0;
  }

  private Duration elapsed() {
    return Duration.between(start, clock.instant());
  }

  private DemoView.Frame frame(Duration elapsed) {
    return new DemoView.Frame(
        elapsed,
        options.length(),
        tasks.dispatched(),
        tasks.completed(),
        cloud.backlog(),
        pods.existing(),
        pods.readyNow(),
        tasks.recentWait(20),
        decisions.status(),
        decisions.changes(start));
  }

  private double zeroAfter() {
    return tasks
        .lastCompleted()
        .flatMap(end -> pods.lastGone().map(gone -> Duration.between(end, gone).toMillis() / 1e3))
        .orElse(0.0);
  }

  private DemoReport report() {
    var remaining = cloud.backlog();
    return new DemoReport(
        tasks.dispatched(),
        tasks.completed(),
        Math.max(0, tasks.dispatched() - tasks.completed() - remaining),
        tasks.duplicates(),
        tasks.redelivered(),
        tasks.waits(),
        tasks.firstWait(),
        pods.firstStartSeconds(),
        zeroAfter(),
        pods.podSeconds(),
        pods.peak(),
        pods.existing(),
        pods.coldStarts(),
        pods.removedWhileBusy(),
        interruptions.count(),
        cloud.cloud().monitoringCalls(),
        streams.opened().values().stream().mapToInt(Integer::intValue).sum(),
        streams.ended(),
        streams.opened(),
        decisions.changes(start));
  }

  /** The records of the decisions, as JSON lines; those of an operator that was killed are lost. */
  public String decisionRecords() throws IOException, InterruptedException {
    return OperatorPages.decisions(cluster.client());
  }

  /** Stops everything that was started. */
  @Override
  public void close() {
    watch.close();
    cluster.close();
    cloud.close();
  }
}
