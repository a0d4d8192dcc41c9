// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.promises;

import dev.taskworkers.operator.scaling.Reason;
import dev.taskworkers.protocol.Rate;
import dev.taskworkers.worlds.play.PlayedTask;
import dev.taskworkers.worlds.spec.World;
import java.util.Optional;

/** The pool is no larger for long than its tasks could use. */
final class Thrift implements Promise {
  private static final double SHARE = 1.5;
  private static final int PODS = 3;
  private static final double CHANGE_SECONDS = 60;

  /** As long as a new leader holds what there is, and what was just asked for may take. */
  private static final double HELD_SECONDS = 120;

  @Override
  public String name() {
    return "thrift";
  }

  @Override
  public String sentence() {
    return "A pool asks for at most three pods more than one and a half times what could have had a"
        + " task, except for one minute, and for as long as the pool holds pods.";
  }

  @Override
  public boolean appliesTo(History history) {
    return !history.looks().isEmpty();
  }

  @Override
  public Optional<Broken> check(History history) {
    var sight = new KnownSignals(history.world());
    var sampledFrom = sampledFrom(history);
    var since = Double.NaN;
    for (var look : history.looks()) {
      var hold = hold(look.at(), history);
      var useful = useful(look, hold, history, sight, sampledFrom);
      var isTooMuch =
          look.to() > Math.max(SHARE * useful, least(look, hold, history.world())) + PODS
              && sight.isLed(look.at(), look.at())
              && !isBlind(look, sight);
      since = isTooMuch ? (Double.isNaN(since) ? look.at() : since) : Double.NaN;
      if (look.at() > since + CHANGE_SECONDS + hold) {
        return Optional.of(
            new Broken(
                look.at(),
                "The pool asks for "
                    + look.to()
                    + " pods, of which "
                    + useful
                    + " could have had a task: "
                    + look.message()));
      }
    }
    return Optional.empty();
  }

  /** What the pool has to have, or had to as long ago as what was asked for is kept. */
  private static int least(Look look, double hold, World world) {
    return Math.max(
        world.poolAt(look.at()).minReplicas(), world.poolAt(look.at() - hold).minReplicas());
  }

  /** Nothing is removed while neither workers nor samples tell what is left; the status says so. */
  private static boolean isBlind(Look look, KnownSignals sight) {
    return (look.reason() == Reason.SIGNALS_UNAVAILABLE || look.reason() == Reason.UNHEARD)
        && !sight.reports(look.at() - 60, look.at());
  }

  /** As long as what was asked for is kept: for as long as pods have taken to start so far. */
  private static double hold(double now, History history) {
    var stabilization = history.world().pool().stabilizationSeconds().orElse(0);
    var start = Starts.longest(0, now, history);
    return Math.max(Math.max(start, HELD_SECONDS), stabilization);
  }

  /**
   * Tasks that were there in the time that is held, or come before a new pod is ready; each run of
   * one that is delivered twice takes a slot. Until the first sample can be shown, nobody knows
   * that any of a foreign image's is done.
   */
  private static int useful(
      Look look, double hold, History history, KnownSignals sight, double sampledFrom) {
    var truth = history.truth();
    var world = history.world();
    var start = world.nodes().longestStart();
    // A doorbell tells what has come, workers tell what is done, and samples tell both.
    var isSeen =
        sight.doorbell(look.at() - hold, look.at()) && sight.reports(look.at() - hold, look.at());
    var unseen = isSeen ? 0 : KnownSignals.MONITORING_SECONDS;
    var from = (int) Math.max(0, look.at() - hold - CHANGE_SECONDS - unseen);
    var until = (int) Math.min(truth.seconds() - 1, look.at() + start);
    var most = look.at() < sampledFrom ? come(look, history) : 0;
    for (var second = from; second <= until; second++) {
      most = Math.max(most, truth.slots(second));
    }
    var slots = world.slots().getMin();
    return Math.max((most + slots - 1) / slots, oneEach(look, until, history, sight));
  }

  /**
   * Pods of which each may start one task and then none for long: workers that can't be told how
   * many share the pool's rate keep to their share of {@code maxReplicas}. Of the tasks that came
   * while that was so.
   */
  private static int oneEach(Look look, int until, History history, KnownSignals sight) {
    var pool = history.world().poolAt(look.at());
    return history
        .world()
        .pool()
        .rateLimit()
        .map(text -> look.at() - pool.maxReplicas() / Rate.parse(text, "rateLimit").perSecond())
        .filter(from -> !sight.reports(from, look.at()))
        .map(
            from ->
                (int)
                    history.tasks().stream()
                        .filter(task -> isWithin(task, from, until))
                        .filter(task -> !sight.reports(task.publishedAt(), task.publishedAt()))
                        .count())
        .orElse(0);
  }

  private static boolean isWithin(PlayedTask task, double from, double until) {
    return from <= task.publishedAt() && task.publishedAt() <= until;
  }

  /**
   * When the first sample of a foreign image's tasks can be shown; of others it does not matter.
   */
  private static double sampledFrom(History history) {
    return history.world().pool().foreign()
        ? history.tasks().stream().mapToDouble(task -> task.publishedAt()).min().orElse(0)
            + KnownSignals.MONITORING_SECONDS
        : 0;
  }

  private static int come(Look look, History history) {
    return (int) history.tasks().stream().filter(task -> task.publishedAt() <= look.at()).count();
  }
}
