package dev.taskworkers.operator.pool.status;

import dev.taskworkers.operator.scaling.steps.Reason;

/** What the reason of a decision says about how a pool is scaled. */
enum Standing {
  /** It has what it needs. */
  FREE,
  /** A limit of its user, of the cluster or of the decision itself sets its number of pods. */
  LIMITED,
  /** It is not scaled. */
  INACTIVE;

  /** Without a default, so that a new reason does not compile before it is answered here. */
  static Standing of(Reason reason) {
    return switch (reason) {
      case STEADY,
          ARRIVALS,
          BACKLOG,
          WAKE,
          PROBE,
          SURPLUS,
          IDLE,
          HOLD,
          UNPROVEN,
          UNHEARD,
          RESTARTED,
          IN_FLIGHT,
          FALLBACK ->
          FREE;
      case RATE_LIMIT,
          ORDERING_KEYS,
          GROWTH_LIMIT,
          TASKS_FAILING,
          NO_ROOM,
          NO_GAIN,
          MINIMUM,
          MAXIMUM,
          SCHEDULE,
          BEHAVIOR ->
          LIMITED;
      case NO_SIGHT, NOT_PULLABLE, PINNED, ADVISED, PAUSED -> INACTIVE;
    };
  }
}
