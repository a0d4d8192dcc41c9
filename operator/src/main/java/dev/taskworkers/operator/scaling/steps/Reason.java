package dev.taskworkers.operator.scaling.steps;

/** Why a decision is what it is: the word in conditions, events and metrics. */
public enum Reason {
  /** The pods there are suit the arrivals. */
  STEADY("Steady"),
  /** The rate of arrivals needs that many pods. */
  ARRIVALS("Arrivals"),
  /** The queue needs that many to be worked off in time. */
  BACKLOG("Backlog"),
  /** An empty pool has something to do. */
  WAKE("Wake"),
  /** All slots are busy and tasks wait longer and longer, though nothing counted says why. */
  PROBE("Probe"),
  /** Less was needed during the whole hold time. */
  SURPLUS("Surplus"),
  /** There is proof that nothing is left to do. */
  IDLE("Idle"),
  /** Less is needed now, but more was a moment ago. */
  HOLD("Hold"),
  /** Nothing proves yet that the pool can be empty. */
  UNPROVEN("Unproven"),
  /** What is needed can't be seen. */
  NO_SIGHT("NoSight"),
  /** The workers can't be heard, and some may be busy. */
  UNHEARD("WorkersUnheard"),
  /** The operator has just started and has no history. */
  RESTARTED("Restarted"),
  /** Running tasks need these pods. */
  IN_FLIGHT("InFlight"),
  /** Fewer pods start as many tasks as {@code rateLimit} lets all of them. */
  RATE_LIMIT("RateLimit"),
  /** Tasks wait for others of their ordering key; more pods would not run more at once. */
  ORDERING_KEYS("OrderingKeys"),
  /** Growth has a limit while arrivals are not counted. */
  GROWTH_LIMIT("GrowthLimit"),
  /** Most tasks fail; more pods would fail more of them. */
  TASKS_FAILING("TasksFailing"),
  /** The cluster has no room for the pods that were asked for. */
  NO_ROOM("NoRoom"),
  /** More pods did not get more done; what the tasks depend on is saturated. */
  NO_GAIN("NoGain"),
  /** {@code minReplicas} is more than is needed. */
  MINIMUM("Minimum"),
  /** {@code maxReplicas} is less than is needed. */
  MAXIMUM("Maximum"),
  /** A schedule keeps more than is needed. */
  SCHEDULE("Schedule"),
  /** {@code behavior} allows no larger step. */
  BEHAVIOR("Behavior"),
  /** Nothing has been known for so long that {@code fallback} applies. */
  FALLBACK("Fallback"),
  /** Its subscription can't be pulled; pods would have nothing to do. */
  NOT_PULLABLE("NotPullable"),
  /** {@code spec.replicas} is set. */
  PINNED("Pinned"),
  /** {@code mode: Advise}. */
  ADVISED("Advised"),
  /** {@code mode: Paused}. */
  PAUSED("Paused");

  private final String word;

  Reason(String word) {
    this.word = word;
  }

  /** The word, for example {@code GrowthLimit}. */
  public String word() {
    return word;
  }
}
