package dev.taskworkers.simulation.scenarios.world;

import dev.taskworkers.simulation.Range;

/**
 * Where pods run.
 *
 * @param start from a pod's having a node to its being ready
 * @param fullFrom when there is room for no more pods
 * @param nodeSeconds how long a pod that comes later waits for a node
 * @param neverPlaced how many of those that come later wait for ever
 */
public record Nodes(Range start, double fullFrom, double nodeSeconds, int neverPlaced) {
  public static Nodes of(double fewestSeconds, double mostSeconds) {
    return new Nodes(new Range(fewestSeconds, mostSeconds), Double.POSITIVE_INFINITY, 0, 0);
  }

  /** Full from a time on: then each pod brings a node, and one never gets any. */
  public Nodes fullFrom(double from, double seconds) {
    return new Nodes(start, from, seconds, 1);
  }
}
