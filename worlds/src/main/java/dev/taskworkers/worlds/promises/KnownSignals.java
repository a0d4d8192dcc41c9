// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.promises;

import dev.taskworkers.worlds.spec.Disturbance;
import dev.taskworkers.worlds.spec.Disturbance.Advised;
import dev.taskworkers.worlds.spec.Disturbance.ApiAway;
import dev.taskworkers.worlds.spec.Disturbance.Conflicts;
import dev.taskworkers.worlds.spec.Disturbance.CutDoorbell;
import dev.taskworkers.worlds.spec.Disturbance.DeafDoorbell;
import dev.taskworkers.worlds.spec.Disturbance.DetachedDoorbell;
import dev.taskworkers.worlds.spec.Disturbance.LateReports;
import dev.taskworkers.worlds.spec.Disturbance.Lies;
import dev.taskworkers.worlds.spec.Disturbance.LostLabel;
import dev.taskworkers.worlds.spec.Disturbance.Monitoring;
import dev.taskworkers.worlds.spec.Disturbance.OperatorAway;
import dev.taskworkers.worlds.spec.Disturbance.OtherReplicas;
import dev.taskworkers.worlds.spec.Disturbance.Paused;
import dev.taskworkers.worlds.spec.Disturbance.PubSub;
import dev.taskworkers.worlds.spec.Disturbance.RefusedWrites;
import dev.taskworkers.worlds.spec.Disturbance.SharedDoorbell;
import dev.taskworkers.worlds.spec.Disturbance.SomeUnheard;
import dev.taskworkers.worlds.spec.Disturbance.SoughtBack;
import dev.taskworkers.worlds.spec.Disturbance.Spoilt;
import dev.taskworkers.worlds.spec.Disturbance.TwoOperators;
import dev.taskworkers.worlds.spec.Disturbance.Unheard;
import dev.taskworkers.worlds.spec.World;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What an operator can know in a world, and when it can act. */
final class KnownSignals {
  /** A sample is taken once a minute, shown up to 4 min later, and asked for once a minute. */
  static final double MONITORING_SECONDS = 360;

  /** A last sample is shown after five minutes, and forgotten ten minutes and a question later. */
  static final int FORGOTTEN_SECONDS = 17 * 60;

  /** From a publishing to a look at its count. */
  static final double DOORBELL_SECONDS = 15;

  /** A doorbell is looked after as rarely as that while nothing rings. */
  private static final double DOORBELL_CHECK_SECONDS = 660;

  /** A doorbell that was right for five minutes is trusted again, and two comparisons take that. */
  private static final double TRUSTED_AFTER = 600;

  /** A doorbell keeps what it can't bring for so long, and tells nothing of it afterwards. */
  private static final double DOORBELL_KEEPS = 600;

  /** From the end of what kept an operator from acting to its next look. */
  private static final double ACTS_AFTER = 30;

  static final List<Class<? extends Disturbance>> OF_DOORBELL =
      List.of(
          DeafDoorbell.class,
          CutDoorbell.class,
          SharedDoorbell.class,
          TwoOperators.class,
          SoughtBack.class,
          PubSub.class);

  /** Faults of Monitoring in which it leaves regions out. */
  private static final Set<String> MISLEADING = Set.of("monitoring-partial", "monitoring-gap");

  static final List<Class<? extends Disturbance>> OF_REPORTS =
      List.of(Unheard.class, LateReports.class, SomeUnheard.class, Lies.class);

  private static final List<Class<? extends Disturbance>> OF_OPERATOR =
      List.of(
          OperatorAway.class,
          ApiAway.class,
          Conflicts.class,
          RefusedWrites.class,
          TwoOperators.class,
          Spoilt.class,
          Advised.class,
          Paused.class,
          LostLabel.class,
          OtherReplicas.class);

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
        && OF_REPORTS.stream().noneMatch(kind -> world.isOn(kind, from, until));
  }

  /** Whether Monitoring shows samples in [from, until] that are as young as can be. */
  boolean monitoring(double from, double until) {
    return !world.isOn(Monitoring.class, from - MONITORING_SECONDS, until);
  }

  /** Whether an operator is there in [from, until] that may write, and nobody else has a say. */
  boolean isLed(double from, double until) {
    return from >= world.operatorFrom()
        && OF_OPERATOR.stream().noneMatch(kind -> world.isOn(kind, from - ACTS_AFTER, until));
  }

  /** Whether Monitoring may tell at {@code second} what is not so, rather than nothing. */
  boolean isMisled(double second) {
    return world
        .all(Monitoring.class)
        .filter(KnownSignals::isMisleading)
        .anyMatch(one -> one.from() <= second && second <= one.until() + MONITORING_SECONDS);
  }

  /** Whether Monitoring leaves regions out, rather than showing nothing new. */
  static boolean isMisleading(Monitoring one) {
    return MISLEADING.contains(one.fault());
  }

  /** Since when an operator has been there that may act; {@code second} when none is. */
  double ledSince(double second) {
    return Math.max(world.operatorFrom(), calmSince(OF_OPERATOR, ACTS_AFTER, second));
  }

  /** Since when workers have been heard, as soon as there are some; {@code second} when not. */
  double heardSince(double second) {
    return world.pool().foreign() ? second : calmSince(OF_REPORTS, ACTS_AFTER, second);
  }

  /**
   * Since when some signal has told of what waits at {@code second}, which came from {@code oldest}
   * to {@code newest}; {@code second} when none does.
   */
  double sightedSince(double oldest, double newest, double second) {
    var detached =
        world
            .all(DetachedDoorbell.class)
            .filter(d -> d.from() <= second)
            .mapToDouble(d -> Math.min(second, d.from() + DOORBELL_CHECK_SECONDS + TRUSTED_AFTER))
            .max()
            .orElse(0);
    var counted =
        world.pool().arrivals().equals("Auto") && !isKeptInVain(oldest, newest)
            ? Math.max(
                Math.max(detached, calmSince(OF_DOORBELL, TRUSTED_AFTER, second)),
                heardSince(second))
            : second;
    return Math.min(counted, calmSince(List.of(Monitoring.class), MONITORING_SECONDS, second));
  }

  /** Whether a doorbell could bring nothing of what came then for longer than it keeps that. */
  private boolean isKeptInVain(double oldest, double newest) {
    return Stream.of(DeafDoorbell.class, CutDoorbell.class)
        .flatMap(world::all)
        .anyMatch(one -> one.from() <= oldest && newest + DOORBELL_KEEPS < one.until());
  }

  /** The end of the last of some kinds, and so much later; {@code second} while one is on. */
  double calmSince(List<Class<? extends Disturbance>> kinds, double later, double second) {
    return kinds.stream()
        .flatMap(world::all)
        .filter(one -> one.from() <= second)
        .mapToDouble(one -> Math.min(second, one.until() + later))
        .max()
        .orElse(0);
  }

  /** How late the best signal left is in [from, until]; infinite where there is none. */
  double lag(double from, double until) {
    if (doorbell(from, until) && reports(from, until)) {
      return DOORBELL_SECONDS;
    }
    return monitoring(from, until) ? MONITORING_SECONDS : Double.POSITIVE_INFINITY;
  }
}
