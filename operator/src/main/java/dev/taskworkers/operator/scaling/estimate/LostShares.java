// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.estimate;

import dev.taskworkers.operator.scaling.input.Policy;
import dev.taskworkers.operator.scaling.input.Seconds;
import dev.taskworkers.operator.scaling.input.Service;
import java.time.Instant;

/**
 * The ready pods whose share of the pool's rate limit is lost: long tasks fill all their slots,
 * while each slot that is free waits for its own pod's share.
 *
 * <pre>
 *   u = min(f, n(1 − s / Λt))   n ready pods that have started s tasks in a time t,
 *                               f of which were full all that time; Λ is the rate limit
 * </pre>
 *
 * <p>How long a task takes on average tells nothing of these pods: most tasks may be short.
 */
final class LostShares {
  /** Pods start theirs about evenly, so that a few show the rate. */
  private static final int STARTS = 10;

  private static final double LEAST_SECONDS = 30;

  /** No more is remembered. */
  private static final double MOST_SECONDS = 600;

  private LostShares() {}

  /** How many there are; 0 where that is not known, or where pods share no rate. */
  static double pods(Policy policy, int ready, History history, Instant now) {
    if (policy.perPool().isEmpty()) {
      return 0;
    }
    var perPool = policy.perPool().getAsDouble();
    // Pods may start theirs all at once, so that the time of two shares is looked at.
    var starts = Math.max(STARTS, 2 * ready);
    var window = Math.min(MOST_SECONDS, Math.max(LEAST_SECONDS, starts / perPool));
    var begin = now.minus(Seconds.duration(window));
    var from = history.restingSince().map(since -> Seconds.later(since, begin)).orElse(now);
    var allowed = perPool * Seconds.between(from, now);
    if (allowed < Math.max(STARTS, ready)) {
      return 0;
    }
    var started = history.grown(Service::started, from, now);
    return Math.max(0, Math.min(history.fewestFullPods(from), ready * (1 - started / allowed)));
  }
}
