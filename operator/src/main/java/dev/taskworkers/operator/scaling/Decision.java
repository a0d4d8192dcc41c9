package dev.taskworkers.operator.scaling;

import dev.taskworkers.operator.scaling.memory.Memory;
import dev.taskworkers.operator.scaling.reckoning.Reckoning;
import dev.taskworkers.operator.scaling.steps.Reason;

/**
 * How many pods, and why.
 *
 * @param from pods that were asked for before
 * @param replicas pods to ask for now
 * @param wanted pods that the pool needs before limits and modes of the user
 * @param message one sentence with the numbers in it
 * @param reckoning what it was decided on
 * @param memory to be handed in with the next observation
 */
public record Decision(
    int from,
    int replicas,
    int wanted,
    Reason reason,
    String message,
    Reckoning reckoning,
    Memory memory) {

  public boolean changes() {
    return replicas != from;
  }
}
