// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.promises;

import dev.taskworkers.worlds.spec.Disturbance.Monitoring;
import dev.taskworkers.worlds.spec.World;
import java.util.List;

/** Which of its signals an operator is left with for most of a world's load. */
public final class SignalGroup {
  private static final double MOST = 0.5;

  private SignalGroup() {}

  /** In words. */
  public static String of(World world) {
    if (world.shareOf(List.of(Monitoring.class)) > MOST) {
      return "no Monitoring";
    }
    var counts =
        world.pool().arrivals().equals("Auto") && world.shareOf(KnownSignals.OF_DOORBELL) <= MOST;
    var reports = !world.pool().foreign() && world.shareOf(KnownSignals.OF_REPORTS) <= MOST;
    if (reports) {
      return counts ? "all" : "no doorbell";
    }
    return counts ? "no reports" : "Monitoring alone";
  }
}
