package dev.taskworkers.worker.telemetry;

import dev.taskworkers.worker.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What has happened since the start. Belongs to the loop. */
public final class Statistics {
  private long received;
  private long started;
  private long acked;
  private long retried;
  private long deadLettered;
  private long dropped;
  private long leaseLost;
  private long failed;
  private long returned;
  private long interrupted;
  private long suppressed;
  private long kept;
  private long unsettled;
  private long ranNanos;
  private final Histogram taskTime = new Histogram();
  private final Histogram waitTime = new Histogram();
  private final Histogram age = new Histogram();
  private final Postponed postponed = new Postponed();

  public void received(int tasks) {
    received += tasks;
  }

  /** A delivery came so long after its task was published; clocks may differ a little. */
  public void delivered(Duration after) {
    age.add(after.isNegative() ? Duration.ZERO : after);
  }

  public void started() {
    started++;
  }

  /** A first run began so long after its task was published; clocks may differ a little. */
  public void waited(Duration wait) {
    waitTime.add(wait.isNegative() ? Duration.ZERO : wait);
  }

  /** A run is over, in which its task was tried. */
  public void ended(Duration duration) {
    taskTime.add(duration);
    ranNanos += duration.toNanos();
  }

  /** A run is over that says nothing of how long tasks take. */
  public void unanswered(Duration duration) {
    ranNanos += duration.toNanos();
  }

  /** How long all runs took that have ended. */
  public Duration ran() {
    return Duration.ofNanos(ranNanos);
  }

  /** A task was given back for later. */
  public void postponed(Duration delay, Moment now) {
    postponed.until(now.plus(delay), now);
  }

  /** The tasks that were given back and are not due yet. */
  public Optional<Postponed.Report> postponedAt(Moment moment, Instant now) {
    return postponed.at(moment, now);
  }

  public void failed() {
    failed++;
  }

  public void acked() {
    acked++;
  }

  public void retried() {
    retried++;
  }

  /** One of the retried ones stays in hand. */
  public void kept() {
    kept++;
  }

  /** The worker failed to settle a task and has it tried again. */
  public void unsettled() {
    unsettled++;
  }

  public void deadLettered() {
    deadLettered++;
  }

  public void dropped() {
    dropped++;
  }

  public void suppressed() {
    suppressed++;
  }

  public void leaseLost() {
    leaseLost++;
  }

  /** Tasks were given back through no fault of theirs. */
  public void returned(int tasks) {
    returned += tasks;
  }

  /** One of those that were given back had begun to run. */
  public void interrupted() {
    interrupted++;
  }

  /** The figures now, as a value. */
  public Counters counters() {
    return new Counters(
        received,
        started,
        acked,
        retried,
        deadLettered,
        dropped,
        leaseLost,
        failed,
        returned,
        interrupted,
        suppressed,
        kept,
        unsettled);
  }

  public Distribution taskTime() {
    return taskTime.value();
  }

  public Distribution waitTime() {
    return waitTime.value();
  }

  public Distribution age() {
    return age.value();
  }
}
