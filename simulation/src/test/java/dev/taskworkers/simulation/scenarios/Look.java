package dev.taskworkers.simulation.scenarios;

import dev.taskworkers.operator.scaling.Decision;
import java.util.Locale;

/**
 * One look of the operator at its pool, beside what was true then.
 *
 * @param ready pods that could pull
 * @param trulyWaiting tasks that could have run if there had been a slot
 * @param trulyInHand tasks in the hands of pods
 */
record Look(
    double at,
    int from,
    int to,
    String reason,
    String message,
    double reckonedWaiting,
    double reckonedInFlight,
    int ready,
    int trulyWaiting,
    int trulyInHand) {

  static Look of(double at, Decision decision, int ready, int waiting, int inHand) {
    return new Look(
        at,
        decision.from(),
        decision.replicas(),
        decision.reason().word(),
        decision.message(),
        decision.estimate().waiting(),
        decision.estimate().inFlight(),
        ready,
        waiting,
        inHand);
  }

  boolean changes() {
    return from != to;
  }

  /** The same step for the same reason: it was not carried out. */
  boolean isLike(Look other) {
    return from == other.from && to == other.to && reason.equals(other.reason);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%6.0f s  %3d -> %3d %-20s ready %d, waiting %d (estimated %.0f), in hand %d (estimated %.0f): %s",
        at,
        from,
        to,
        reason,
        ready,
        trulyWaiting,
        reckonedWaiting,
        trulyInHand,
        reckonedInFlight,
        message);
  }
}
