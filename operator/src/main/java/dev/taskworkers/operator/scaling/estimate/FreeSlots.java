// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.estimate;

import dev.taskworkers.operator.scaling.input.Arrivals;
import dev.taskworkers.operator.scaling.input.Backlog;
import dev.taskworkers.operator.scaling.input.Observation;
import dev.taskworkers.operator.scaling.input.Seconds;
import dev.taskworkers.operator.scaling.input.Service;
import java.time.Duration;
import java.time.Instant;

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
   * Whether slots of several pods have stayed free since the newest sample, though it shows that
   * more waited than all slots could have taken, and others run: what waits is held then, as by its
   * ordering key, and the slots of more pods would stay free, too.
   */
  public static boolean areBroughtNothing(Observation seen, History history, int slotsPerPod) {
    return contradicted(seen, history, slotsPerPod)
        && seen.backlog()
            .anchor()
            .map(Backlog.Sample::at)
            .filter(at -> history.unchangedSince(Service::started).filter(at::isBefore).isEmpty())
            .filter(at -> history.ticks().stream().allMatch(tick -> isIdle(tick, at)))
            .isPresent();
  }

  private static boolean isIdle(History.Tick tick, Instant from) {
    var service = tick.service();
    return tick.at().isBefore(from)
        || tick.reported()
            && tick.ready() > 1
            && service.freeSince().isPresent()
            && service.fullPods() == 0
            && service.running() > 0;
  }

  /**
   * The most tasks that no worker had started at {@code at}, when a slot was free: what was counted
   * in the time that tasks had waited which were started about then, or up to a look longer than
   * their mean, since Pub/Sub delivers about in the order of publishing; what was in hand for its
   * ordering key; and what came again just before and started just after.
   */
  public static double notStartedAtMost(Instant at, Arrivals arrivals, History history) {
    var waited = longestWait(at, history);
    var counted =
        arrivals.listening() && waited > Seconds.of(LONGEST_PULL)
            ? arrivals.between(at.minus(Seconds.duration(waited)).minus(LOOK), at)
            : 0;
    return history.blocked(at) + (Double.isNaN(counted) ? 0 : counted) + cameAgain(at, history);
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
