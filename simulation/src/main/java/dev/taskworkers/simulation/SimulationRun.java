// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation;

import dev.taskworkers.simulation.world.Cost;

/** What happened in one simulation, second by second and in sum. */
public final class SimulationRun {
  private final double[] waits;
  private final int[] existing;
  private final int[] ready;
  private final int[] waiting;
  private final Cost cost;
  private final int changes;
  private final int coldStarts;

  SimulationRun(
      double[] waits,
      int[] existing,
      int[] ready,
      int[] waiting,
      Cost cost,
      int changes,
      int coldStarts) {
    this.waits = waits;
    this.existing = existing;
    this.ready = ready;
    this.waiting = waiting;
    this.cost = cost;
    this.changes = changes;
    this.coldStarts = coldStarts;
  }

  public int seconds() {
    return existing.length;
  }

  /** How long each task waited for its first start, in the order of arrival. */
  public double[] waits() {
    return waits.clone();
  }

  /** Pods that cost something at a second. */
  public int existing(int second) {
    return existing[second];
  }

  /** Pods that could take tasks at a second. */
  public int ready(int second) {
    return ready[second];
  }

  /** Tasks that waited at a second. */
  public int waiting(int second) {
    return waiting[second];
  }

  public Cost cost() {
    return cost;
  }

  /** How often another number of pods was asked for. */
  public int changes() {
    return changes;
  }

  /** How often an empty pool was woken. */
  public int coldStarts() {
    return coldStarts;
  }
}
