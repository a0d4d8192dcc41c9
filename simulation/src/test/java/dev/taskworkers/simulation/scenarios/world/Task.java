package dev.taskworkers.simulation.scenarios.world;

import java.util.Optional;

/** One message, from its publishing to its acknowledgement. */
public final class Task {
  private final TaskKind kind;
  private final double publishedAt;
  private final double seconds;
  private final boolean comesBack;
  private int runs;
  private double startedAt = Double.NaN;
  private double firstStartedAt = Double.NaN;
  private double doneAt = Double.NaN;
  private double dueAt;

  Task(TaskKind kind, double publishedAt, double seconds, boolean comesBack) {
    this.kind = kind;
    this.publishedAt = publishedAt;
    this.seconds = seconds;
    this.comesBack = comesBack;
    this.dueAt = publishedAt;
  }

  void start(double now) {
    runs++;
    startedAt = now;
    firstStartedAt = runs == 1 ? now : firstStartedAt;
  }

  void done(double now) {
    doneAt = now;
  }

  /** Given back, not to be delivered before {@code at}. */
  void postpone(double at) {
    dueAt = at;
  }

  /** Whether the run of now ends with the message given back. */
  boolean isGivenBack() {
    return comesBack && runs <= kind.returns().times();
  }

  /** How long it stays away when this run has ended. */
  double pauseSeconds() {
    var doubled = kind.returns().firstSeconds() * Math.pow(2, Math.min(20, runs - 1));
    return Math.min(kind.returns().longestSeconds(), doubled);
  }

  double seconds() {
    return seconds;
  }

  Optional<String> key() {
    return kind.key();
  }

  boolean isFirstRun() {
    return runs == 1;
  }

  public TaskKind kind() {
    return kind;
  }

  public double publishedAt() {
    return publishedAt;
  }

  /** When its latest run began; NaN before. */
  public double startedAt() {
    return startedAt;
  }

  /** When its first run began; NaN before. */
  public double firstStartedAt() {
    return firstStartedAt;
  }

  /** Since when it could run again; when it was published, at first. */
  public double dueAt() {
    return dueAt;
  }

  public int runs() {
    return runs;
  }

  public boolean isDone() {
    return !Double.isNaN(doneAt);
  }

  /** NaN before. */
  public double doneAt() {
    return doneAt;
  }
}
