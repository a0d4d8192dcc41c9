// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.spec;

import dev.taskworkers.simulation.world.Range;

/**
 * Where pods run.
 *
 * @param start from a pod's having a node to its being ready, seconds
 * @param room pods for which there is room on the nodes that are there
 * @param nodeSeconds until a pod that comes when they are full has brought a node
 */
public record Nodes(Range start, int room, double nodeSeconds) {
  public static Nodes of(double fewestSeconds, double mostSeconds) {
    return new Nodes(new Range(fewestSeconds, mostSeconds), Integer.MAX_VALUE, 0);
  }

  /** With room for a few pods, and nodes that come for those that wait. */
  public Nodes growing(int pods, double seconds) {
    return new Nodes(start, pods, seconds);
  }

  /** From asking for a pod to its being ready at the latest, as long as nothing goes wrong. */
  public double longestStart() {
    return start.max() + nodeSeconds;
  }
}
