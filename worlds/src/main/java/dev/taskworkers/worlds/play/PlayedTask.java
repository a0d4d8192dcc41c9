// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.play;

/** One task of a world, and what has become of it. */
public final class PlayedTask {
  private final String load;
  private final double publishedAt;
  private final double seconds;
  private final int key;
  private final int failsFirst;
  private int running;
  private int runs;
  private int failures;
  private int brokenOff;
  private boolean succeeded;
  private double firstStartedAt = Double.NaN;
  private double startedAt = Double.NaN;
  private double dueAt;
  private double doneAt = Double.NaN;
  private boolean deadLetter;
  private boolean withdrawn;

  /**
   * @param key 0 for none
   * @param failsFirst runs that fail before one succeeds
   */
  PlayedTask(String load, double publishedAt, double seconds, int key, int failsFirst) {
    this.load = load;
    this.publishedAt = publishedAt;
    this.seconds = seconds;
    this.key = key;
    this.failsFirst = failsFirst;
    this.dueAt = publishedAt;
  }

  /** The same, as if it were published at {@code now}. */
  PlayedTask again(double now) {
    return new PlayedTask(load, now, seconds, key, failsFirst);
  }

  void begin(double now) {
    running++;
    runs++;
    startedAt = now;
    firstStartedAt = runs == 1 ? now : firstStartedAt;
  }

  void stop() {
    running--;
  }

  void succeed() {
    succeeded = true;
  }

  void fail() {
    failures++;
  }

  void breakOff() {
    brokenOff++;
  }

  boolean failsNow() {
    return failures < failsFirst;
  }

  void postpone(double due) {
    dueAt = due;
  }

  void acknowledge(double now) {
    doneAt = now;
  }

  void becomeDeadLetter() {
    deadLetter = true;
  }

  void withdraw() {
    withdrawn = true;
  }

  /** Whether it was taken from the pool by others, or forgotten as its user wished. */
  boolean isWithdrawn() {
    return withdrawn;
  }

  /** The name of the load that it is of. */
  public String load() {
    return load;
  }

  public double publishedAt() {
    return publishedAt;
  }

  /** How long a run of it takes when nothing is slow. */
  public double seconds() {
    return seconds;
  }

  /** 0 for none. */
  public int key() {
    return key;
  }

  public boolean isRunning() {
    return running > 0;
  }

  public int runs() {
    return runs;
  }

  /** Runs in which its own handler said that it failed. */
  public int failures() {
    return failures;
  }

  /** Runs that its handler hung up on, after it had answered since it was away last. */
  public int brokenOff() {
    return brokenOff;
  }

  /** Whether a run of it has succeeded. */
  public boolean hasSucceeded() {
    return succeeded;
  }

  /** NaN before. */
  public double firstStartedAt() {
    return firstStartedAt;
  }

  /** When its latest run began; NaN before. */
  public double startedAt() {
    return startedAt;
  }

  /** Since when it could run, or run again. */
  public double dueAt() {
    return dueAt;
  }

  /** Whether it is acknowledged. */
  public boolean isDone() {
    return !Double.isNaN(doneAt);
  }

  /** When it was acknowledged; NaN before. */
  public double doneAt() {
    return doneAt;
  }

  /** Whether it was given up. */
  public boolean isDeadLetter() {
    return deadLetter;
  }
}
