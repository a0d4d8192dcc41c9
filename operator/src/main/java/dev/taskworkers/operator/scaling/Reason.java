package dev.taskworkers.operator.scaling;

/** Why a decision is what it is: the word in conditions, events and metrics. */
public enum Reason {
  /** The pods there are suit the arrivals. */
  STEADY("Steady", Standing.FREE),
  /** The rate of arrivals needs that many pods. */
  ARRIVALS("Arrivals", Standing.FREE),
  /** The queue needs that many to be worked off in time. */
  BACKLOG("Backlog", Standing.FREE),
  /** An empty pool has something to do. */
  SCALE_FROM_ZERO("ScaleFromZero", Standing.FREE),
  /** All slots are busy and tasks wait longer and longer, though nothing counted says why. */
  PROBE("Probe", Standing.FREE),
  /** Less was needed during the whole hold time. */
  SURPLUS("Surplus", Standing.FREE),
  /** There is proof that nothing is left to do. */
  IDLE("Idle", Standing.FREE),
  /** Less is needed now, but more was a moment ago. */
  STABILIZING("Stabilizing", Standing.FREE),
  /** Nothing proves yet that the pool can be empty. */
  IDLE_NOT_CONFIRMED("IdleNotConfirmed", Standing.FREE),
  /** What is needed can't be seen. */
  SIGNALS_UNAVAILABLE("SignalsUnavailable", Standing.INACTIVE),
  /** The workers can't be heard, and some may be busy. */
  UNHEARD("WorkersUnheard", Standing.FREE),
  /** The operator has just started and has no history. */
  RESTARTED("Restarted", Standing.FREE),
  /** Running tasks need these pods. */
  IN_FLIGHT("InFlight", Standing.FREE),
  /** Fewer pods start as many tasks as {@code rateLimit} lets all of them. */
  RATE_LIMIT("RateLimit", Standing.LIMITED),
  /** Tasks wait for others of their ordering key; more pods would not run more at once. */
  ORDERING_KEYS("OrderingKeys", Standing.LIMITED),
  /** ScaleUp has a limit while arrivals are not counted. */
  GROWTH_LIMIT("GrowthLimit", Standing.LIMITED),
  /** Most tasks fail; more pods would fail more of them. */
  TASKS_FAILING("TasksFailing", Standing.LIMITED),
  /** The cluster has no room for the pods that were asked for. */
  UNSCHEDULABLE("Unschedulable", Standing.LIMITED),
  /** More pods did not get more done; what the tasks depend on is saturated. */
  DOWNSTREAM_SATURATED("DownstreamSaturated", Standing.LIMITED),
  /** {@code minReplicas} is more than is needed. */
  MINIMUM("Minimum", Standing.LIMITED),
  /** {@code maxReplicas} is less than is needed. */
  MAXIMUM("Maximum", Standing.LIMITED),
  /** A schedule keeps more than is needed. */
  SCHEDULE("Schedule", Standing.LIMITED),
  /** {@code behavior} allows no larger step. */
  BEHAVIOR("Behavior", Standing.LIMITED),
  /** Nothing has been known for so long that {@code fallback} applies. */
  FALLBACK("Fallback", Standing.FREE),
  /** Its subscription can't be pulled; pods would have nothing to do. */
  NOT_PULLABLE("NotPullable", Standing.INACTIVE),
  /** {@code spec.replicas} is set. */
  PINNED("Pinned", Standing.INACTIVE),
  /** {@code mode: Advise}. */
  ADVISED("Advised", Standing.INACTIVE),
  /** {@code mode: Paused}. */
  PAUSED("Paused", Standing.INACTIVE);

  private final String word;
  private final Standing standing;

  Reason(String word, Standing standing) {
    this.word = word;
    this.standing = standing;
  }

  /** The word, for example {@code GrowthLimit}. */
  public String word() {
    return word;
  }

  /** What it says about how the pool is scaled. */
  public Standing standing() {
    return standing;
  }
}
