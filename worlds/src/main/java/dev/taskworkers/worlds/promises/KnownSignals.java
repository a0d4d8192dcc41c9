package dev.taskworkers.worlds.promises;

import dev.taskworkers.worlds.spec.Disturbance;
import dev.taskworkers.worlds.spec.Disturbance.ApiAway;
import dev.taskworkers.worlds.spec.Disturbance.Conflicts;
import dev.taskworkers.worlds.spec.Disturbance.CutDoorbell;
import dev.taskworkers.worlds.spec.Disturbance.DeafDoorbell;
import dev.taskworkers.worlds.spec.Disturbance.DetachedDoorbell;
import dev.taskworkers.worlds.spec.Disturbance.LateReports;
import dev.taskworkers.worlds.spec.Disturbance.LostLabel;
import dev.taskworkers.worlds.spec.Disturbance.Monitoring;
import dev.taskworkers.worlds.spec.Disturbance.OperatorAway;
import dev.taskworkers.worlds.spec.Disturbance.OtherReplicas;
import dev.taskworkers.worlds.spec.Disturbance.Paused;
import dev.taskworkers.worlds.spec.Disturbance.PubSub;
import dev.taskworkers.worlds.spec.Disturbance.SharedDoorbell;
import dev.taskworkers.worlds.spec.Disturbance.Unheard;
import dev.taskworkers.worlds.spec.World;
import java.util.List;
import java.util.stream.Stream;

/** What an operator can know in a world, and when it can act. */
final class KnownSignals {
  /** A sample is taken once a minute, shown up to 4 min later, and asked for once a minute. */
  static final double MONITORING_SECONDS = 360;

  /** From a publishing to a look at its count. */
  static final double DOORBELL_SECONDS = 15;

  /** A doorbell is looked after as rarely as that while nothing rings. */
  private static final double DOORBELL_CHECK_SECONDS = 660;

  private static final List<Class<? extends Disturbance>> OF_DOORBELL =
      List.of(DeafDoorbell.class, CutDoorbell.class, SharedDoorbell.class, PubSub.class);

  private final World world;

  KnownSignals(World world) {
    this.world = world;
  }

  /** Whether the doorbell tells of every task that is published in [from, until]. */
  boolean doorbell(double from, double until) {
    return world.pool().arrivals().equals("Auto")
        && OF_DOORBELL.stream().noneMatch(kind -> world.isOn(kind, from, until))
        && world
            .all(DetachedDoorbell.class)
            .noneMatch(d -> d.from() <= until && from <= d.from() + DOORBELL_CHECK_SECONDS);
  }

  /** Whether workers answer in [from, until], as soon as there are some. */
  boolean reports(double from, double until) {
    return !world.pool().foreign()
        && !world.isOn(Unheard.class, from, until)
        && !world.isOn(LateReports.class, from, until);
  }

  /** Whether Monitoring shows samples in [from, until] that are as young as can be. */
  boolean monitoring(double from, double until) {
    return !world.isOn(Monitoring.class, from - MONITORING_SECONDS, until);
  }

  /** Whether an operator is there in [from, until] that may write, and nobody else has a say. */
  boolean isLed(double from, double until) {
    return from >= world.operatorFrom()
        && Stream.of(
                OperatorAway.class, ApiAway.class, Conflicts.class, Paused.class, LostLabel.class)
            .noneMatch(kind -> world.isOn(kind, from - 30, until))
        && !world.isOn(OtherReplicas.class, from - 30, until);
  }

  /** How late the best signal left is in [from, until]; infinite where there is none. */
  double lag(double from, double until) {
    if (doorbell(from, until) && reports(from, until)) {
      return DOORBELL_SECONDS;
    }
    return monitoring(from, until) ? MONITORING_SECONDS : Double.POSITIVE_INFINITY;
  }

  /** Whether nothing at all is hidden in [from, until]. */
  boolean isClear(double from, double until) {
    return doorbell(from, until)
        && reports(from, until)
        && monitoring(from, until)
        && isLed(from, until);
  }
}
