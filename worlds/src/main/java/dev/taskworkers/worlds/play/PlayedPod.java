// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.play;

import dev.taskworkers.protocol.Counters;
import dev.taskworkers.protocol.Distribution;
import dev.taskworkers.protocol.TaskEvent;
import dev.taskworkers.protocol.WorkerReport;
import dev.taskworkers.worker.loop.TaskLoop;
import dev.taskworkers.worlds.spec.World.Past;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/** One pod, and the worker in it once its container runs. */
final class PlayedPod {
  /** The annotation by which a ReplicaSet chooses. */
  static final String DELETION_COST = "controller.kubernetes.io/pod-deletion-cost";

  /** No worker has run so many tasks. */
  private static final long ABSURD_RUNS = 1L << 50;

  /** What runs in a container. */
  record Worker(
      ProcessTime process, BrokerSubscription subscription, Handler handler, TaskLoop loop) {}

  private final String name;
  private final String ip;
  private final int version;
  private final int slots;
  private final double createdAt;
  private final long seed;
  private final double drawn;
  private final Map<String, String> annotations = new TreeMap<>();
  private double placedAt = Double.POSITIVE_INFINITY;
  private double readinessSince;
  private double firstReadyAt = Double.NaN;
  private double stoppingSince = Double.POSITIVE_INFINITY;
  private boolean ready;
  private boolean gone;
  private Optional<Past> past;
  private Optional<String> waitingFor = Optional.empty();
  private Optional<Worker> worker = Optional.empty();

  /**
   * @param seed of what its worker draws
   */
  PlayedPod(int number, int version, int slots, double createdAt, long seed, Optional<Past> past) {
    this.name = "pool-" + number;
    this.ip = "10.0." + number / 250 + "." + (number % 250 + 1);
    this.version = version;
    this.slots = slots;
    this.createdAt = createdAt;
    this.seed = seed;
    this.drawn = new Random(seed).nextDouble();
    this.readinessSince = createdAt;
    this.past = past;
  }

  void place(double now) {
    placedAt = now;
    readinessSince = now;
  }

  void begin(Worker container) {
    worker = Optional.of(container);
    waitingFor = Optional.empty();
  }

  /** Its container does not run; empty for no reason that is worth a word. */
  void waits(Optional<String> why) {
    waitingFor = why;
  }

  Optional<String> waitingFor() {
    return waitingFor;
  }

  /** Its container has ended, and with it what it has counted. */
  void crash(double now) {
    worker = Optional.empty();
    past = Optional.empty();
    probe(false, now);
  }

  /** As its probe finds it. */
  void probe(boolean answers, double now) {
    if (answers != ready) {
      ready = answers;
      readinessSince = now;
      firstReadyAt = Double.isNaN(firstReadyAt) ? now : firstReadyAt;
    }
  }

  /** Why it is not ready; empty when it is. */
  boolean isWell() {
    return worker.isPresent() && worker.get().loop().report().problem().isEmpty();
  }

  void stop(double now) {
    stoppingSince = now;
  }

  void end() {
    gone = true;
    ready = false;
  }

  void annotate(String annotation, Optional<String> value) {
    value.ifPresentOrElse(
        text -> annotations.put(annotation, text), () -> annotations.remove(annotation));
  }

  Optional<Worker> worker() {
    return worker;
  }

  public String name() {
    return name;
  }

  long seed() {
    return seed;
  }

  /** Of its Deployment's template. */
  int version() {
    return version;
  }

  /** Tasks that it runs at once. */
  int slots() {
    return slots;
  }

  String ip() {
    return ip;
  }

  public double createdAt() {
    return createdAt;
  }

  /** When it got a node; infinite before. */
  public double placedAt() {
    return placedAt;
  }

  public boolean isPlaced() {
    return placedAt < Double.POSITIVE_INFINITY;
  }

  public boolean isReady() {
    return ready;
  }

  double readinessSince() {
    return readinessSince;
  }

  /** When it was ready first; NaN before. */
  public double firstReadyAt() {
    return firstReadyAt;
  }

  public boolean isStopping() {
    return stoppingSince < Double.POSITIVE_INFINITY;
  }

  double stoppingSince() {
    return stoppingSince;
  }

  public boolean isGone() {
    return gone;
  }

  public boolean hasBegun() {
    return worker.isPresent();
  }

  Map<String, String> annotations() {
    return annotations;
  }

  int deletionCost() {
    return Integer.parseInt(annotations.getOrDefault(DELETION_COST, "0"));
  }

  /** Tasks that run in it. */
  public int running() {
    return worker.map(container -> container.handler().running()).orElse(0);
  }

  /** When its handler first gave no answer since it last did; NaN while it has always. */
  double refusedFirst() {
    return worker.map(container -> container.handler().refusedFirst()).orElse(Double.NaN);
  }

  public boolean isBroken() {
    return worker.map(container -> container.handler().isBroken()).orElse(false);
  }

  /** When it started a task, or became ready or unready, last. */
  double lastMoved() {
    return Math.max(readinessSince, worker.map(it -> it.handler().lastBegan()).orElse(0.0));
  }

  /** Whether it is one of a share of all pods, always the same ones. */
  boolean isAmong(double share) {
    return drawn < share;
  }

  /** Whether its worker asks for tasks. */
  boolean pulls() {
    var report = worker.orElseThrow().loop().report().status();
    return !report.cordoned() && !report.draining() && report.handlerDown().isEmpty();
  }

  /** What its worker answers; with what it has done before this world began. */
  WorkerReport report() {
    var report = worker.orElseThrow().loop().report().status();
    return past.map(before -> with(before, report)).orElse(report);
  }

  /** What answers in a worker's place and tells of more tasks than any worker has ever run. */
  WorkerReport lie() {
    return with(new Past(1, 0, ABSURD_RUNS, 1), report());
  }

  private WorkerReport with(Past before, WorkerReport now) {
    var counts = new HashMap<>(now.counters().counts());
    for (var event : new TaskEvent[] {TaskEvent.RECEIVED, TaskEvent.STARTED, TaskEvent.ACKED}) {
      counts.merge(event, before.runs(), Long::sum);
    }
    var seconds = before.runs() * before.taskSeconds();
    var runs = now.taskSeconds();
    var waits = now.waitSeconds();
    return now.toBuilder()
        .startedAt(VirtualTime.instant(createdAt))
        .counters(new Counters(counts))
        .busySeconds(now.busySeconds().orElse(0) + seconds)
        .taskSeconds(new Distribution(runs.count() + before.runs(), runs.sum() + seconds))
        .waitSeconds(new Distribution(waits.count() + before.runs(), waits.sum()))
        .build();
  }
}
