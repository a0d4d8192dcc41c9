// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling;

/** Why a decision is what it is: the word in conditions, events and metrics. */
public enum Reason {
  /** The pool has as many pods as arrivals need. */
  STEADY("Steady", Standing.FREE, Binding.DEMAND),
  /** The rate of arrivals needs this many pods. */
  ARRIVALS("Arrivals", Standing.FREE, Binding.DEMAND),
  /** The tasks that wait need this many pods to be cleared within {@code drainWithin}. */
  BACKLOG("Backlog", Standing.FREE, Binding.DEMAND),
  /** An empty pool has a task. */
  SCALE_FROM_ZERO("ScaleFromZero", Standing.FREE, Binding.DEMAND),
  /** All slots are busy and tasks have waited, though none were counted: the pool doubles. */
  DOUBLING("Doubling", Standing.FREE, Binding.DEMAND),
  /** Fewer pods were enough for as long as an idle pod is kept. */
  SURPLUS("Surplus", Standing.FREE, Binding.DEMAND),
  /** There is proof that nothing is left to do: the pool goes to zero. */
  IDLE("Idle", Standing.FREE, Binding.DEMAND),
  /** Fewer pods are enough now, but more were needed a moment ago. */
  STABILIZING("Stabilizing", Standing.FREE, Binding.GUARD),
  /** Nothing proves yet that nothing is left to do. */
  IDLE_NOT_CONFIRMED("IdleNotConfirmed", Standing.FREE, Binding.GUARD),
  /** Nothing tells how many pods are needed. The pool stays as it is. */
  SIGNALS_UNAVAILABLE("SignalsUnavailable", Standing.INACTIVE, Binding.SIGNAL),
  /** Workers can't be heard, and some may be busy: no pod is removed. */
  UNHEARD("WorkersUnheard", Standing.FREE, Binding.SIGNAL),
  /** The pool is new, or the operator has just started: no pod is removed for two minutes. */
  RESTARTED("Restarted", Standing.FREE, Binding.GUARD),
  /** Running tasks need these pods. */
  IN_FLIGHT("InFlight", Standing.FREE, Binding.GUARD),
  /** More pods could start no more tasks, because of {@code rateLimit}. */
  RATE_LIMIT("RateLimit", Standing.LIMITED, Binding.LIMIT),
  /** Tasks wait for others of their ordering key; more pods would run no more at once. */
  ORDERING_KEYS("OrderingKeys", Standing.LIMITED, Binding.GUARD),
  /** A step up is bounded while arrivals, or how long a task takes, are not known. */
  GROWTH_LIMIT("GrowthLimit", Standing.LIMITED, Binding.GUARD),
  /** Most tasks fail; more pods would fail more of them. */
  TASKS_FAILING("TasksFailing", Standing.LIMITED, Binding.GUARD),
  /** The cluster has no room for the pods that were asked for. */
  UNSCHEDULABLE("Unschedulable", Standing.LIMITED, Binding.GUARD),
  /** Most of the pods that were asked for minutes ago are not ready, or not any more. */
  PODS_NOT_READY("PodsNotReady", Standing.LIMITED, Binding.GUARD),
  /** More pods got no more done: something that the tasks depend on is saturated. */
  DOWNSTREAM_SATURATED("DownstreamSaturated", Standing.LIMITED, Binding.GUARD),
  /** {@code minReplicas} is more than the tasks need. */
  MINIMUM("Minimum", Standing.LIMITED, Binding.LIMIT),
  /** {@code maxReplicas} is less than the tasks need. */
  MAXIMUM("Maximum", Standing.LIMITED, Binding.LIMIT),
  /** {@code schedule} keeps more pods than the tasks need. */
  SCHEDULE("Schedule", Standing.LIMITED, Binding.LIMIT),
  /** {@code behavior} allows no larger step. */
  BEHAVIOR("Behavior", Standing.LIMITED, Binding.LIMIT),
  /** Nothing has been known for {@code fallback.after}, so {@code fallback.replicas} applies. */
  FALLBACK("Fallback", Standing.FREE, Binding.SIGNAL),
  /**
   * The subscription can't be pulled or doesn't consent, or a new pool's dead letters would come
   * back.
   */
  NOT_PULLABLE("NotPullable", Standing.INACTIVE, Binding.SIGNAL),
  /** {@code spec.replicas} pins the pool. */
  PINNED("Pinned", Standing.INACTIVE, Binding.LIMIT),
  /** {@code mode: Advise} changes nothing. */
  ADVISED("Advised", Standing.INACTIVE, Binding.LIMIT),
  /** {@code mode: Paused} decides nothing. */
  PAUSED("Paused", Standing.INACTIVE, Binding.LIMIT);

  private final String word;
  private final Standing standing;
  private final Binding binding;

  Reason(String word, Standing standing, Binding binding) {
    this.word = word;
    this.standing = standing;
    this.binding = binding;
  }

  /** The word, for example {@code GrowthLimit}. */
  public String word() {
    return word;
  }

  /** What it says about how the pool is scaled. */
  public Standing standing() {
    return standing;
  }

  /** What kind of thing has the last word. */
  public Binding binding() {
    return binding;
  }
}
