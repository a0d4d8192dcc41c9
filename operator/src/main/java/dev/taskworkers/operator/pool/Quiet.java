// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.operator.scaling.Decision;
import dev.taskworkers.operator.scaling.Reason;
import dev.taskworkers.operator.scaling.estimate.Estimate.Serving;
import dev.taskworkers.operator.scaling.input.Backlog;
import dev.taskworkers.operator.scaling.input.Observation;
import dev.taskworkers.operator.signals.backlog.KnownBacklog;
import java.time.Duration;

/**
 * Tells a quiet subscription, of which Google shows no samples, from a backlog that is not known.
 */
final class Quiet {
  private static final double HALF_A_TASK = 0.5;
  private static final Duration IDLE = Duration.ofMinutes(10);

  private Quiet() {}

  /** Whether samples are missing, and nothing else tells of tasks either. */
  static boolean is(PoolSnapshot seen, Decision decision) {
    var estimate = decision.estimate();
    return (seen.backlog().endedEmpty()
            || isWithoutNewSamples(seen.backlog())
                && (isAtRest(decision) || isIdle(seen.observation(), decision)))
        && estimate.inFlight() < HALF_A_TASK
        && estimate.waiting() < HALF_A_TASK;
  }

  /** Google shows no more of a subscription that becomes quiet, and the last ones grow old. */
  private static boolean isWithoutNewSamples(KnownBacklog known) {
    return known.backlog().state() == Backlog.State.MISSING || known.stoppedEmpty();
  }

  /**
   * An empty pool that is known well enough, and has had a task, has got there by proof, whatever
   * was counted last. Of one that began empty nobody knows what its subscription has kept.
   */
  private static boolean isAtRest(Decision decision) {
    return decision.replicas() == 0
        && decision.reason() == Reason.STEADY
        && decision.memory().blindSince().isEmpty()
        && (decision.estimate().measured() || decision.estimate().lastActivity().isPresent());
  }

  /** Pods that all tell that they have had no task for as long as samples are asked for. */
  static boolean isIdle(Observation seen, Decision decision) {
    var estimate = decision.estimate();
    return estimate.evidence().service() == Serving.REPORTED
        && seen.service().reporting() >= seen.pods().ready()
        && decision.memory().decided().stream()
            .reduce((earlier, last) -> last)
            .flatMap(
                last -> estimate.lastActivity().filter(at -> !at.plus(IDLE).isAfter(last.at())))
            .isPresent();
  }
}
