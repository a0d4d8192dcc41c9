package dev.taskworkers.operator.scaling;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * What the user wants of a pool, as far as scaling is concerned.
 *
 * @param minReplicas fewest pods, 0 or more
 * @param maxReplicas most pods, at least {@code minReplicas} and 1
 * @param pinned a fixed number of pods, as {@code kubectl scale} sets it
 * @param action whether the decision is carried out
 * @param maxWait longest time that a task should wait
 * @param drainWithin time to work off a backlog in, once pods are up
 * @param slotsPerPod tasks at once in a pod, c
 * @param workersReport whether the pool's workers are ours and tell what they do
 */
public record Policy(
    int minReplicas,
    int maxReplicas,
    OptionalInt pinned,
    Action action,
    Duration maxWait,
    Duration drainWithin,
    int slotsPerPod,
    boolean workersReport) {

  public Policy {
    if (minReplicas < 0 || maxReplicas < Math.max(1, minReplicas) || slotsPerPod < 1) {
      throw new IllegalArgumentException(
          "0 <= minReplicas <= maxReplicas and slotsPerPod >= 1 are needed, but found "
              + minReplicas
              + ", "
              + maxReplicas
              + ", "
              + slotsPerPod);
    }
  }

  /** What happens with a decision. */
  public enum Action {
    CARRY_OUT,
    ADVISE,
    PAUSE
  }
}
