// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation.world;

/**
 * What is there when a simulation begins.
 *
 * @param pods that are ready
 * @param waiting tasks that wait
 */
public record Beginning(int pods, int waiting) {
  /** An empty pool with nothing to do. */
  public static final Beginning EMPTY = new Beginning(0, 0);
}
