// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation.world;

/**
 * What a pool's user sets.
 *
 * @param minReplicas fewest pods; policies other than the operator's own know no such thing
 * @param maxReplicas most pods
 * @param maxWaitSeconds longest time that a task should wait
 * @param drainWithinSeconds time to work off a backlog in; the operator's own policy's
 */
public record Wishes(
    int minReplicas, int maxReplicas, double maxWaitSeconds, double drainWithinSeconds) {
  /** From zero; backlogs are worked off within the longest wait. */
  public static Wishes of(int maxReplicas, double maxWaitSeconds) {
    return new Wishes(0, maxReplicas, maxWaitSeconds, maxWaitSeconds);
  }

  Wishes withMaxReplicas(int most) {
    return new Wishes(minReplicas, most, maxWaitSeconds, drainWithinSeconds);
  }
}
