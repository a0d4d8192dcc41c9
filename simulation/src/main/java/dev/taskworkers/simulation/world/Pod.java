// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation.world;

import dev.taskworkers.protocol.TaskEvent;
import dev.taskworkers.protocol.WorkerReport;
import dev.taskworkers.runtime.Moment;
import dev.taskworkers.worker.telemetry.FreeSlots;
import dev.taskworkers.worker.telemetry.Statistics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One pod: it starts, pulls, may be kept from pulling, and ends when its last task has. */
final class Pod {
  private static final double NANOS = 1e9;

  private final String name;
  final double createdAt;
  final double readyAt;
  private final int slots;
  private boolean ready;
  private boolean stopping;
  private double cordonedAt = Double.NaN;
  private double endedAt = Double.NaN;
  private boolean toldUnused;
  private int awaited;
  private double idleSince;
  private double idleSeconds;
  private boolean offered;
  private final FreeSlots freeSlots = new FreeSlots();
  private final Statistics statistics = new Statistics();

  /** When its running tasks have begun. */
  private final List<Double> running = new ArrayList<>();

  Pod(String name, double createdAt, double readyAt, int slots) {
    this.name = name;
    this.createdAt = createdAt;
    this.readyAt = readyAt;
    this.slots = slots;
  }

  void becomeReady(double now) {
    ready = true;
    idleSince = now;
  }

  /** Its first pull is answered, with nothing if no task has come before. */
  void firstPullEnds(double now) {
    freeSlots.answered(0);
    note(now);
  }

  /** A task is on its way to it; the slot is free until that arrives. */
  void await() {
    awaited++;
  }

  void start(double now) {
    awaited--;
    freeSlots.answered(1);
    statistics.count(TaskEvent.STARTED);
    if (running.isEmpty()) {
      idleSeconds += now - idleSince;
    }
    running.add(now);
    note(now);
  }

  /** The task that it has just started waited so long for its first run. */
  void waited(double seconds) {
    statistics.waited(duration(seconds));
  }

  /** A task has succeeded. */
  void succeeded() {
    statistics.count(TaskEvent.ACKED);
  }

  /** A task has failed and comes again after a pause. */
  void retries(double pause, double now) {
    statistics.count(TaskEvent.FAILED);
    statistics.count(TaskEvent.RETRIED);
    statistics.postponed(duration(pause), moment(now));
  }

  /** A task has failed for the last time. */
  void givesUp() {
    statistics.count(TaskEvent.FAILED);
    statistics.count(TaskEvent.DEAD_LETTERED);
  }

  void finish(double since, double now) {
    statistics.ended(duration(now - since));
    running.remove(since);
    if (running.isEmpty()) {
      idleSince = now;
    }
    note(now);
  }

  void cordon(double now) {
    cordonedAt = now;
    note(now);
  }

  void uncordon(double now) {
    cordonedAt = Double.NaN;
    toldUnused = false;
    note(now);
  }

  private void note(double now) {
    freeSlots.observe(isActive() && running.size() < slots, moment(now));
  }

  private static Moment moment(double seconds) {
    return new Moment(Math.round(seconds * NANOS));
  }

  private static Duration duration(double seconds) {
    return Duration.ofNanos(Math.round(seconds * NANOS));
  }

  /** Takes no new tasks and ends when the last one has. */
  void stop() {
    stopping = true;
  }

  void end(double now) {
    endedAt = now;
    if (ready && running.isEmpty()) {
      idleSeconds += now - idleSince;
    }
  }

  public String name() {
    return name;
  }

  public boolean isReady() {
    return ready;
  }

  /** Ready, and not told to stop. */
  public boolean isServing() {
    return ready && !stopping;
  }

  /**
   * What its worker says of itself.
   *
   * @param now seconds since the start
   * @param clock the same time
   */
  public WorkerReport report(double now, Instant clock) {
    var moment = moment(now);
    toldUnused = isCordoned() && now > cordonedAt && isUnused();
    var ran = running.stream().mapToDouble(since -> now - since).sum();
    var report =
        WorkerReport.builder(clock, clock.minus(duration(now - readyAt)), slots)
            .worker(name)
            .busy(running.size())
            .draining(stopping)
            .cordoned(isCordoned() && awaited == 0)
            .pulling(isActive() || awaited > 0)
            .counters(statistics.counters())
            .oldestInFlightSeconds(running.isEmpty() ? 0 : now - running.get(0))
            .busySeconds(statistics.ran().toNanos() / NANOS + ran)
            .taskSeconds(statistics.taskTime())
            .waitSeconds(statistics.waitTime());
    if (isActive()) {
      freeSlots
          .since(moment)
          .map(since -> clock.minus(since.until(moment)))
          .ifPresent(report::freeSince);
    }
    statistics.postponedAt(moment, clock).ifPresent(report::postponed);
    return report.build();
  }

  /** Whether it is cordoned and has said since that it runs nothing. */
  boolean isToldUnused() {
    return toldUnused;
  }

  boolean isCordoned() {
    return !Double.isNaN(cordonedAt);
  }

  boolean isStopping() {
    return stopping;
  }

  boolean hasEnded() {
    return !Double.isNaN(endedAt);
  }

  /** Asked for, and neither cordoned nor told to stop: counts as a replica. */
  boolean isActive() {
    return !stopping && !isCordoned();
  }

  boolean canStart() {
    return ready && isActive() && running.size() + awaited < slots;
  }

  /** Whether it runs nothing, and nothing is on its way to it. */
  boolean isUnused() {
    return running.isEmpty() && awaited == 0;
  }

  /** Whether it stands in the line of pods with a free slot; a pod stands there once. */
  boolean isOffered() {
    return offered;
  }

  void setOffered(boolean inLine) {
    offered = inLine;
  }

  int busy() {
    return running.size();
  }

  /** What it costs up to its end, or up to {@code now}. */
  double seconds(double now) {
    return (hasEnded() ? endedAt : now) - createdAt;
  }

  /** Of that, how long it was ready with nothing to do. */
  double idleSeconds(double now) {
    return idleSeconds + (ready && running.isEmpty() && !hasEnded() ? now - idleSince : 0);
  }
}
