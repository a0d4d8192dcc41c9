// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.estimate;

import dev.taskworkers.operator.scaling.input.Arrivals;
import dev.taskworkers.operator.scaling.input.Backlog;
import dev.taskworkers.operator.scaling.input.Observation;
import dev.taskworkers.operator.scaling.input.Seconds;
import dev.taskworkers.operator.scaling.input.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;

/** What free slots prove of the queue. */
final class FreeSlots {
  /** What a pull with something to bring takes at most until a report tells of it. */
  static final Duration LONGEST_ANSWER = Duration.ofSeconds(10);

  /** What a pull takes at most, be it that one before has brought nothing. */
  static final Duration LONGEST_PULL = Duration.ofSeconds(1);

  private static final Duration LOOK = Duration.ofSeconds(5);

  private FreeSlots() {}

  /**
   * Whether the newest sample contradicts them: when it was taken a slot was free, and more waited
   * than all slots could have taken. Then pulls bring too little, late or nothing, as Pub/Sub may
   * do for any reason of its own, and slots stay free although tasks wait. Fewer are on their way,
   * and need no more pods.
   */
  public static boolean contradicted(Observation seen, History history, int slotsPerPod) {
    return seen.backlog()
        .anchor()
        .filter(sample -> history.covers(sample.at()))
        .filter(
            sample ->
                history
                    .at(sample.at())
                    .filter(then -> then.reported() && then.service().freeSince().isPresent())
                    .map(then -> (double) then.ready() * slotsPerPod)
                    .filter(slots -> history.notStarted(sample, slotsPerPod) > slots)
                    .isPresent())
        .isPresent();
  }

  /**
   * The most tasks that have run at once since the newest sample, if slots of several pods have
   * stayed free since, though it shows that more waited than all slots could have taken: what waits
   * is held then, as by its ordering key, and the slots of more pods would stay free, too. Those
   * that run must have keys, or be the same ones all the time: pulls that bring too little are
   * another matter.
   */
  public static OptionalInt runBesideHeld(Observation seen, History history, int slotsPerPod) {
    var since =
        seen.backlog()
            .anchor()
            .filter(sample -> contradicted(seen, history, slotsPerPod))
            .map(Backlog.Sample::at);
    if (since.isEmpty()) {
      return OptionalInt.empty();
    }
    var ticks = history.ticks().stream().filter(tick -> !tick.at().isBefore(since.get())).toList();
    var areSame = history.unchangedSince(Service::started).filter(since.get()::isBefore).isEmpty();
    return ticks.stream()
            .allMatch(tick -> isIdle(tick) && (hasKeys(tick) || areSame && isNowhereFull(tick)))
        ? ticks.stream().mapToInt(tick -> tick.service().running()).max()
        : OptionalInt.empty();
  }

  private static boolean isIdle(History.Tick tick) {
    return tick.reported()
        && tick.ready() > 1
        && tick.service().freeSince().isPresent()
        && tick.service().running() > 0;
  }

  private static boolean hasKeys(History.Tick tick) {
    return tick.service().keys() > 0;
  }

  private static boolean isNowhereFull(History.Tick tick) {
    return tick.service().fullPods() == 0;
  }

  /**
   * The most tasks that no worker had started at {@code at}, when a slot was free: what was counted
   * in the time that tasks had waited which were started about then, or up to a look longer than
   * their mean, since Pub/Sub delivers about in the order of publishing; what came at once within a
   * look, for the slot was free when its worker was asked; what was in hand for its ordering key;
   * and what came again just before and started just after.
   */
  public static double notStartedAtMost(Instant at, Arrivals arrivals, History history) {
    return history.blocked(at) + cameBefore(at, arrivals, history) + cameAgain(at, history);
  }

  private static double cameBefore(Instant at, Arrivals arrivals, History history) {
    if (!arrivals.listening()) {
      return 0;
    }
    var waited = longestWait(at, history);
    var asked = at.minus(LOOK);
    var counted =
        waited > Seconds.of(LONGEST_PULL)
            ? arrivals.between(asked.minus(Seconds.duration(waited)), at)
            : Chance.atOnce(
                arrivals.between(asked, at), arrivals.between(asked.minus(LOOK), asked));
    return Double.isNaN(counted) ? 0 : counted;
  }

  private static double cameAgain(Instant at, History history) {
    var before = at.minus(LOOK);
    var lately =
        history.grown(Service::returned, before, at) - history.grown(Service::started, before, at);
    return Math.max(
        0, Math.min(lately, history.grown(Service::started, at, at.plus(LONGEST_ANSWER))));
  }

  /** A queue that is worked off fast is shorter a look later. */
  private static double longestWait(Instant at, History history) {
    return Math.max(
        history.meanWait(at.minus(LOOK), at),
        Math.max(
            history.meanWait(at, at.plus(LOOK)),
            history.meanWait(at.plus(LOOK), at.plus(LONGEST_ANSWER))));
  }
}
