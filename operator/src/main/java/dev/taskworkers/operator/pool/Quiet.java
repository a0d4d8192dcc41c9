package dev.taskworkers.operator.pool;

import dev.taskworkers.operator.scaling.Decision;

/**
 * Tells a quiet subscription, of which Google shows no samples, from a backlog that is not known.
 */
final class Quiet {
  private static final double HALF_A_TASK = 0.5;

  private Quiet() {}

  /** Whether samples are missing, and nothing else tells of tasks either. */
  static boolean is(PoolSnapshot seen, Decision decision) {
    var estimate = decision.estimate();
    return seen.backlog().endedEmpty()
        && estimate.inFlight() < HALF_A_TASK
        && estimate.waiting() < HALF_A_TASK;
  }
}
