package dev.taskworkers.operator.scaling.policy;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the user wants of a pool, as far as scaling is concerned.
 *
 * @param floor fewest pods, and what asks for them
 * @param maxReplicas most pods, at least the floor and 1
 * @param pinned a fixed number of pods, as {@code kubectl scale} sets it
 * @param action whether the decision is carried out
 * @param maxWait longest time that a task should wait
 * @param drainWithin time to work off a backlog in, once pods are up
 * @param slotsPerPod tasks at once in a pod, c
 * @param workersReport whether the pool's workers are ours and tell what they do
 * @param behavior limits of single steps
 * @param fallback what to do when nothing is known for long
 */
public record Policy(
    Floor floor,
    int maxReplicas,
    OptionalInt pinned,
    Action action,
    Duration maxWait,
    Duration drainWithin,
    int slotsPerPod,
    boolean workersReport,
    Behavior behavior,
    Optional<Fallback> fallback) {

  public Policy {
    if (floor.replicas() < 0 || maxReplicas < Math.max(1, floor.replicas()) || slotsPerPod < 1) {
      throw new IllegalArgumentException(
          "0 <= minReplicas <= maxReplicas and slotsPerPod >= 1 are needed, but found "
              + floor.replicas()
              + ", "
              + maxReplicas
              + ", "
              + slotsPerPod);
    }
  }

  /** This policy with other fewest pods. */
  public Policy withFloor(Floor other) {
    return new Policy(
        other,
        maxReplicas,
        pinned,
        action,
        maxWait,
        drainWithin,
        slotsPerPod,
        workersReport,
        behavior,
        fallback);
  }

  /** What happens with a decision. */
  public enum Action {
    CARRY_OUT,
    ADVISE,
    PAUSE
  }

  /**
   * The fewest pods.
   *
   * @param schedule the entry of a schedule that asks for them, empty for {@code minReplicas}
   */
  public record Floor(int replicas, Optional<String> schedule) {
    /** {@code minReplicas}. */
    public static Floor of(int minReplicas) {
      return new Floor(minReplicas, Optional.empty());
    }
  }

  /** Pods to have at least when nothing has been known for a time. */
  public record Fallback(int replicas, Duration after) {}
}
