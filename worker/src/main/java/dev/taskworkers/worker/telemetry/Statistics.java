// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.telemetry;

import dev.taskworkers.protocol.Counters;
import dev.taskworkers.protocol.Distribution;
import dev.taskworkers.protocol.FailureGroup;
import dev.taskworkers.protocol.TaskEvent;
import dev.taskworkers.protocol.WorkerReport;
import dev.taskworkers.runtime.Moment;
import dev.taskworkers.worker.api.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;

/** What has happened since the start. Belongs to the loop. */
public final class Statistics {
  /** Pub/Sub keeps no message for longer. */
  private static final Duration LONGEST_KEPT = Duration.ofDays(31);

  private final long[] counts = new long[TaskEvent.values().length];
  private long ranNanos;
  private final Histogram taskTime = new Histogram();
  private final Histogram waitTime = new Histogram();
  private final Histogram age = new Histogram();
  private final Postponed postponed = new Postponed();
  private final FailureGroups failures = new FailureGroups();

  /** It has happened once more. */
  public void count(TaskEvent event) {
    counts[event.ordinal()]++;
  }

  /** How often it has happened. */
  public long counted(TaskEvent event) {
    return counts[event.ordinal()];
  }

  /** A run of a task has failed. */
  public void failed(Failure failure, String task, Instant at, Moment now) {
    count(TaskEvent.FAILED);
    failures.add(failure, task, at, now);
  }

  /** How runs have failed, what came last first. */
  public List<FailureGroup> failures(Moment now) {
    return failures.at(now);
  }

  /** A delivery came so long after its task was published; clocks may differ a little. */
  public void delivered(Duration after) {
    age.add(possible(after));
  }

  /** A first run began so long after its task was published; clocks may differ a little. */
  public void waited(Duration wait) {
    waitTime.add(possible(wait));
  }

  /** A time of publishing that no service of Google's gives must not end the worker. */
  private static Duration possible(Duration since) {
    return since.isNegative()
        ? Duration.ZERO
        : since.compareTo(LONGEST_KEPT) > 0 ? LONGEST_KEPT : since;
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
  public Optional<WorkerReport.Postponed> postponedAt(Moment moment, Instant now) {
    return postponed.at(moment, now);
  }

  /** The counts now, as a value. */
  public Counters counters() {
    var all = new EnumMap<TaskEvent, Long>(TaskEvent.class);
    for (var event : TaskEvent.values()) {
      all.put(event, counted(event));
    }
    return new Counters(all);
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
