// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.promises;

import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** No pool goes to zero, or stays there, while a task runs or waits. */
final class ZeroOnProof implements Promise {
  /** From the first task to a decision, where tasks are counted. */
  private static final int COUNTED_SECONDS = 20;

  /** Workers are asked at each tick, and an answer counts for 15 s. */
  private static final int HEARD_SECONDS = 20;

  @Override
  public String name() {
    return "zero on proof";
  }

  @Override
  public String sentence() {
    return "A pool does not go to zero while a pod that answers runs a task, or while the best"
        + " available signal, or its last value, shows a task. When a task comes, the pool leaves"
        + " zero within the time that it takes to notice the task and to start a pod.";
  }

  @Override
  public boolean appliesTo(History history) {
    var world = history.world();
    return world.poolAt(world.seconds()).minReplicas() == 0 && !history.tasks().isEmpty();
  }

  @Override
  public Optional<Broken> check(History history) {
    var sight = new KnownSignals(history.world());
    return history.looks().stream()
        .filter(look -> look.to() == 0 && look.from() > 0)
        .filter(look -> sight.isLed(look.at(), look.at()))
        .flatMap(look -> goes(look, history.truth(), sight).stream())
        .findFirst()
        .or(() -> stays(history, sight));
  }

  private static Optional<Broken> goes(Look look, Truth truth, KnownSignals sight) {
    var isHeard = sight.reports(look.at() - HEARD_SECONDS, look.at());
    var runs =
        isHeard && look.running() > 0 && lasts(look, HEARD_SECONDS, s -> truth.running(s) > 0);
    var isThere =
        look.waiting() + look.running() > 0
            && lasts(look, known(look, sight), s -> truth.waiting(s) + truth.running(s) > 0);
    return runs || isThere
        ? Optional.of(
            new Broken(
                look.at(),
                "The pool goes to zero while "
                    + look.running()
                    + " tasks run and "
                    + look.waiting()
                    + " wait: "
                    + look.message()))
        : Optional.empty();
  }

  /**
   * What has been there for so long is known. A sample is believed for as long as {@link
   * KnownSignals#MONITORING_SECONDS}, so that where nothing tells of anything any more, what was
   * there before is no less known; unless Monitoring tells what is not so.
   */
  private static double known(Look look, KnownSignals sight) {
    var lag = sight.lag(look.at() - 60, look.at());
    return Double.isInfinite(lag) && !sight.isMisled(look.at())
        ? 2 * KnownSignals.MONITORING_SECONDS
        : lag;
  }

  private static boolean lasts(Look look, double seconds, IntPredicate there) {
    var now = (int) look.at();
    return seconds <= now && IntStream.rangeClosed(now - (int) seconds, now).allMatch(there);
  }

  private static Optional<Broken> stays(History history, KnownSignals sight) {
    var world = history.world();
    var truth = history.truth();
    var start = world.nodes().longestStart();
    var since = 0;
    for (var second = 0; second < truth.seconds(); second++) {
      if (truth.replicas(second) > 0 || truth.waiting(second) == 0) {
        since = second + 1;
      } else if (second - since > COUNTED_SECONDS + start) {
        var begin =
            Math.max(
                since,
                Math.max(
                    sight.ledSince(second),
                    sight.sightedSince(
                        second - truth.longestWait(second), truth.lastCame(second), second)));
        var lag = Math.max(COUNTED_SECONDS, sight.lag(begin, second));
        if (second - begin > lag + start) {
          return Optional.of(
              new Broken(
                  second,
                  "The pool has been at zero for " + (second - since) + " s though a task waits."));
        }
      }
    }
    return Optional.empty();
  }
}
