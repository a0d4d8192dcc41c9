package dev.taskworkers.simulation.world;

/** One pod: it starts, pulls, may be kept from pulling, and ends when its last task has. */
final class Pod {
  final double createdAt;
  final double readyAt;
  private final int slots;
  private boolean ready;
  private boolean stopping;
  private double cordonedAt = Double.NaN;
  private double endedAt = Double.NaN;
  private int awaited;
  private int busy;
  private double freeSince;
  private double idleSince;
  private double idleSeconds;
  private boolean offered;

  Pod(double createdAt, double readyAt, int slots) {
    this.createdAt = createdAt;
    this.readyAt = readyAt;
    this.slots = slots;
  }

  void becomeReady(double now) {
    ready = true;
    freeSince = now;
    idleSince = now;
  }

  /** A task is on its way to it; the slot is free until that arrives. */
  void await() {
    awaited++;
  }

  void start(double now) {
    awaited--;
    if (busy == 0) {
      idleSeconds += now - idleSince;
    }
    busy++;
  }

  void finish(double now) {
    if (busy == slots) {
      freeSince = now;
    }
    busy--;
    if (busy == 0) {
      idleSince = now;
    }
  }

  void cordon(double now) {
    cordonedAt = now;
  }

  void uncordon(double now) {
    cordonedAt = Double.NaN;
    freeSince = now;
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

  /** Whether a slot is free and pulls, whatever is on its way to it. */
  boolean hasFreeSlot() {
    return ready && isActive() && busy < slots;
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

  double freeSince() {
    return freeSince;
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
