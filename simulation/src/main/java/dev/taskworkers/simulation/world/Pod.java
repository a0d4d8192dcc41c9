package dev.taskworkers.simulation.world;

import dev.taskworkers.worker.telemetry.FreeSlots;
import dev.taskworkers.worker.time.Moment;
import java.util.Optional;

/** One pod: it starts, pulls, may be kept from pulling, and ends when its last task has. */
final class Pod {
  private static final double NANOS = 1e9;

  final double createdAt;
  final double readyAt;
  private final int slots;
  private boolean ready;
  private boolean stopping;
  private double cordonedAt = Double.NaN;
  private double endedAt = Double.NaN;
  private int awaited;
  private int busy;
  private double idleSince;
  private double idleSeconds;
  private boolean offered;
  private final FreeSlots freeSlots = new FreeSlots();

  Pod(double createdAt, double readyAt, int slots) {
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
    if (busy == 0) {
      idleSeconds += now - idleSince;
    }
    busy++;
    note(now);
  }

  void finish(double now) {
    busy--;
    if (busy == 0) {
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
    note(now);
  }

  private void note(double now) {
    freeSlots.observe(isActive() && busy < slots, moment(now));
  }

  private static Moment moment(double seconds) {
    return new Moment(Math.round(seconds * NANOS));
  }

  /** Takes no new tasks and ends when the last one has. */
  void stop() {
    stopping = true;
  }

  void end(double now) {
    endedAt = now;
    if (ready && busy == 0) {
      idleSeconds += now - idleSince;
    }
  }

  boolean isReady() {
    return ready;
  }

  boolean isCordoned() {
    return !Double.isNaN(cordonedAt);
  }

  double cordonedAt() {
    return cordonedAt;
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
    return ready && isActive() && busy + awaited < slots;
  }

  /** Since when a slot has been free while it pulled, as its worker says; empty without proof. */
  Optional<Double> freeSince(double now) {
    return isActive()
        ? freeSlots.since(moment(now)).map(since -> since.nanos() / NANOS)
        : Optional.empty();
  }

  /** Whether it runs nothing, and nothing is on its way to it. */
  boolean isUnused() {
    return busy + awaited == 0;
  }

  /** Whether it stands in the line of pods with a free slot; a pod stands there once. */
  boolean isOffered() {
    return offered;
  }

  void setOffered(boolean inLine) {
    offered = inLine;
  }

  int busy() {
    return busy;
  }

  /** What it costs up to its end, or up to {@code now}. */
  double seconds(double now) {
    return (hasEnded() ? endedAt : now) - createdAt;
  }

  /** Of that, how long it was ready with nothing to do. */
  double idleSeconds(double now) {
    return idleSeconds + (ready && busy == 0 && !hasEnded() ? now - idleSince : 0);
  }
}
