package dev.taskworkers.operator.pool;

import dev.taskworkers.operator.scaling.Decision;
import dev.taskworkers.operator.scaling.Reason;
import dev.taskworkers.operator.scaling.input.Backlog;

/**
 * Tells a quiet subscription, of which Google shows no samples, from a backlog that is not known.
 */
final class Quiet {
  private static final double HALF_A_TASK = 0.5;

  private Quiet() {}

  /** Whether samples are missing, and nothing else tells of tasks either. */
  static boolean is(PoolSnapshot seen, Decision decision) {
    var estimate = decision.estimate();
    return (seen.backlog().endedEmpty() || isAtRest(seen, decision))
        && estimate.inFlight() < HALF_A_TASK
        && estimate.waiting() < HALF_A_TASK;
  }

  /**
   * An empty pool that is known well enough, and has had a task, has got there by proof, whatever
   * was counted last. Of one that began empty nobody knows what its subscription has kept.
   */
  private static boolean isAtRest(PoolSnapshot seen, Decision decision) {
    return seen.backlog().backlog().state() == Backlog.State.MISSING
        && decision.replicas() == 0
        && decision.reason() == Reason.STEADY
        && decision.memory().blindSince().isEmpty()
        && (decision.estimate().measured() || decision.estimate().lastActivity().isPresent());
  }
}
