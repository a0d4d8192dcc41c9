// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling;

/** Why a decision is what it is: the word in conditions, events and metrics. */
public enum Reason {
  /** The pool has as many pods as arrivals need. */
  STEADY("Steady", Standing.FREE),
  /** The rate of arrivals needs this many pods. */
  ARRIVALS("Arrivals", Standing.FREE),
  /** The tasks that wait need this many pods to be cleared within {@code drainWithin}. */
  BACKLOG("Backlog", Standing.FREE),
  /** An empty pool has a task. */
  SCALE_FROM_ZERO("ScaleFromZero", Standing.FREE),
  /** All slots are busy and tasks have waited, though none were counted: the pool doubles. */
  PROBE("Probe", Standing.FREE),
  /** Fewer pods were enough for as long as an idle pod is kept. */
  SURPLUS("Surplus", Standing.FREE),
  /** There is proof that nothing is left to do: the pool goes to zero. */
  IDLE("Idle", Standing.FREE),
  /** Fewer pods are enough now, but more were needed a moment ago. */
  STABILIZING("Stabilizing", Standing.FREE),
  /** Nothing proves yet that nothing is left to do. */
  IDLE_NOT_CONFIRMED("IdleNotConfirmed", Standing.FREE),
  /** Nothing tells how many pods are needed. The pool stays as it is. */
  SIGNALS_UNAVAILABLE("SignalsUnavailable", Standing.INACTIVE),
  /** Workers can't be heard, and some may be busy: no pod is removed. */
  UNHEARD("WorkersUnheard", Standing.FREE),
  /** The operator has just started: no pod is removed for two minutes. */
  RESTARTED("Restarted", Standing.FREE),
  /** Running tasks need these pods. */
  IN_FLIGHT("InFlight", Standing.FREE),
  /** More pods could start no more tasks, because of {@code rateLimit}. */
  RATE_LIMIT("RateLimit", Standing.LIMITED),
  /** Tasks wait for others of their ordering key; more pods would run no more at once. */
  ORDERING_KEYS("OrderingKeys", Standing.LIMITED),
  /** A step up is bounded while arrivals, or how long a task takes, are not known. */
  GROWTH_LIMIT("GrowthLimit", Standing.LIMITED),
  /** Most tasks fail; more pods would fail more of them. */
  TASKS_FAILING("TasksFailing", Standing.LIMITED),
  /** The cluster has no room for the pods that were asked for. */
  UNSCHEDULABLE("Unschedulable", Standing.LIMITED),
  /** More pods got no more done: something that the tasks depend on is saturated. */
  DOWNSTREAM_SATURATED("DownstreamSaturated", Standing.LIMITED),
  /** {@code minReplicas} is more than the tasks need. */
  MINIMUM("Minimum", Standing.LIMITED),
  /** {@code maxReplicas} is less than the tasks need. */
  MAXIMUM("Maximum", Standing.LIMITED),
  /** {@code schedule} keeps more pods than the tasks need. */
  SCHEDULE("Schedule", Standing.LIMITED),
  /** {@code behavior} allows no larger step. */
  BEHAVIOR("Behavior", Standing.LIMITED),
  /** Nothing has been known for {@code fallback.after}, so {@code fallback.replicas} applies. */
  FALLBACK("Fallback", Standing.FREE),
  /** The subscription can't be pulled or doesn't consent. */
  NOT_PULLABLE("NotPullable", Standing.INACTIVE),
  /** {@code spec.replicas} pins the pool. */
  PINNED("Pinned", Standing.INACTIVE),
  /** {@code mode: Advise} changes nothing. */
  ADVISED("Advised", Standing.INACTIVE),
  /** {@code mode: Paused} decides nothing. */
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
