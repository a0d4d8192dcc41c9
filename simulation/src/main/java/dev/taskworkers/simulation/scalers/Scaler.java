// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation.scalers;

import dev.taskworkers.simulation.world.Removal;
import dev.taskworkers.simulation.world.Signals;

/** A policy at work on one pool. */
public interface Scaler {
  /** Pods to ask for; called every second, whether its own loop is due or not. */
  int replicas(Signals signals);

  /** How its surplus pods leave. */
  default Removal removal() {
    return Removal.ANY;
  }
}
