// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.estimate;

import dev.taskworkers.operator.scaling.input.Seconds;
import dev.taskworkers.operator.scaling.input.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A step up of a saturated pool, kept to see whether it keeps its promise: with k times the pods, k
 * times the tasks. Where it gives less than a tenth of that and tasks take half as long again, what
 * they depend on is saturated, and more pods would only press harder on it.
 *
 * @param ready pods that were ready when it was taken
 * @param finishedPerSecond tasks that ended per second then
 * @param taskSeconds how long they took then
 */
public record UpStep(Instant at, int ready, double finishedPerSecond, double taskSeconds) {
  private static final Duration MEASURED = Duration.ofSeconds(60);

  /** Pods that were asked for have been ready for a minute by then, as a rule. */
  private static final Duration JUDGED_AFTER = Duration.ofMinutes(2);

  /** After this time it is tried again. */
  private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(10);

  private static final double LEAST_GAIN = 0.1;
  private static final double SLOWER = 1.5;

  /** The step to watch from now on: this decision's, if it is one and no other is watched. */
  public static Optional<UpStep> next(
      Optional<UpStep> watched, boolean up, Estimate estimate, History history, Instant now) {
    var current = watched.filter(step -> step.at().plus(FORGOTTEN_AFTER).isAfter(now));
    if (current.isPresent() || !up || !estimate.saturated()) {
      return current;
    }
    var finished = history.grown(Service::finished, now.minus(MEASURED), now);
    var ready = history.last().map(History.Tick::ready).orElse(0);
    return finished > 0 && ready > 0
        ? Optional.of(
            new UpStep(now, ready, finished / Seconds.of(MEASURED), recentSeconds(history, now)))
        : Optional.empty();
  }

  /**
   * What has become of a step that broke its promise.
   *
   * @param ready pods that are ready now
   * @param finishedPerSecond tasks that end per second now
   * @param taskSeconds how long they take now
   */
  public record Refuted(UpStep before, int ready, double finishedPerSecond, double taskSeconds) {}

  /** How the promise was broken; empty while it is kept or too early to say. */
  public Optional<Refuted> refuted(History history, int readyNow, Instant now) {
    if (at.plus(JUDGED_AFTER).isAfter(now) || readyNow <= ready) {
      return Optional.empty();
    }
    var rate = history.grown(Service::finished, now.minus(MEASURED), now) / Seconds.of(MEASURED);
    var promised = finishedPerSecond * ((double) readyNow / ready - 1);
    var slow = recentSeconds(history, now);
    return rate - finishedPerSecond < LEAST_GAIN * promised && slow > SLOWER * taskSeconds
        ? Optional.of(new Refuted(this, readyNow, rate, slow))
        : Optional.empty();
  }

  private static double recentSeconds(History history, Instant now) {
    var from = now.minus(MEASURED);
    var timed = history.grown(Service::timed, from, now);
    return timed > 0 ? history.grown(Service::taskSeconds, from, now) / timed : 0;
  }
}
