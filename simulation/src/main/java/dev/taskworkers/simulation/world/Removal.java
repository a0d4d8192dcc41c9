// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation.world;

/** How surplus pods leave. */
public enum Removal {
  /**
   * Our operator: the least busy pods are kept from pulling; they are removed once they have
   * reported that they run nothing, and put back to work when they are needed before.
   */
  CORDON,
  /** The least busy pods are told to stop. */
  LEAST_BUSY,
  /** A Deployment that is lowered: any pod is told to stop. */
  ANY
}
