// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling;

import dev.taskworkers.operator.scaling.estimate.Estimate;
import dev.taskworkers.operator.scaling.estimate.ScalingState;

/**
 * How many pods, and why.
 *
 * @param from pods that were asked for before
 * @param replicas pods to ask for now
 * @param wanted pods that the pool needs before limits and modes of the user
 * @param explanation why it is {@code replicas}
 * @param estimate what it was decided on
 * @param memory to be handed in with the next observation
 */
public record Decision(
    int from,
    int replicas,
    int wanted,
    Explanation explanation,
    Estimate estimate,
    ScalingState memory) {

  public boolean changes() {
    return replicas != from;
  }

  public Reason reason() {
    return explanation.reason();
  }

  /** One sentence with the numbers in it, written anew each time that it is read. */
  public String message() {
    return explanation.sentence(from, replicas);
  }
}
