// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.promises;

import dev.taskworkers.worlds.spec.Disturbance.Advised;
import dev.taskworkers.worlds.spec.Disturbance.ApiAway;
import dev.taskworkers.worlds.spec.Disturbance.Monitoring;
import dev.taskworkers.worlds.spec.Disturbance.NewPool;
import dev.taskworkers.worlds.spec.Disturbance.Paused;
import dev.taskworkers.worlds.spec.Disturbance.TwoOperators;
import dev.taskworkers.worlds.spec.World;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.stream.Stream;

/** A pool does not swing, an event is told once, and at rest nothing is written. */
final class Calm implements Promise {
  private static final int HOUR = 3600;

  /** Changes of direction in an hour, beside those of the load. */
  private static final int MOST_TURNS = 40;

  private static final int REST_SECONDS = KnownSignals.FORGOTTEN_SECONDS;

  /** Monitoring shows what it has sampled up to so much later. */
  private static final double SHOWN_WITHIN = KnownSignals.MONITORING_SECONDS;

  @Override
  public String name() {
    return "calm";
  }

  @Override
  public String sentence() {
    return "A pool changes its direction at most "
        + MOST_TURNS
        + " times an hour more often than twice what its tasks could use does, reports a change"
        + " once, and writes nothing at rest.";
  }

  @Override
  public boolean appliesTo(History history) {
    return !history.looks().isEmpty();
  }

  @Override
  public Optional<Broken> check(History history) {
    return turns(history).or(() -> toldTwice(history)).or(() -> writesAtRest(history));
  }

  private static Optional<Broken> turns(History history) {
    var turns = new ArrayDeque<Double>();
    var direction = 0;
    for (var look : history.looks()) {
      var now = Integer.signum(look.to() - look.from());
      if (look.told() && now != 0 && now != direction) {
        direction = now;
        turns.addLast(look.at());
        while (turns.peekFirst() < look.at() - HOUR) {
          turns.removeFirst();
        }
        var allowed = MOST_TURNS + 2 * turnsOfLoad(history, look.at());
        if (turns.size() > allowed) {
          return Optional.of(
              new Broken(
                  look.at(),
                  "The pool has changed its direction " + turns.size() + " times in an hour."));
        }
      }
    }
    return Optional.empty();
  }

  /**
   * How often what is useful has turned by a pod or more, in the last hour. Whatever has a part of
   * a pod to do needs a whole one, which it did not need before.
   */
  private static int turnsOfLoad(History history, double now) {
    var truth = history.truth();
    var slots = history.world().pool().slots();
    var turns = 0;
    var rising = true;
    double extreme = 0;
    for (var second = (int) Math.max(0, now - HOUR); second <= now; second++) {
      var tasks = truth.waiting(second) + truth.running(second);
      var useful = tasks == 0 ? 0 : Math.max(1, (double) tasks / slots);
      var turned = rising ? useful < extreme : useful > extreme;
      if (!turned) {
        extreme = useful;
      } else if (Math.abs(useful - extreme) >= 1) {
        turns++;
        rising = !rising;
        extreme = useful;
      }
    }
    return turns;
  }

  private static Optional<Broken> toldTwice(History history) {
    var last = Optional.<Look>empty();
    var before = Optional.<Look>empty();
    for (var look : history.looks()) {
      var changed = before.filter(one -> isUntellable(one, look, history.world()));
      last = changed.isPresent() ? changed : last;
      before = Optional.of(look);
      if (!look.told()) {
        continue;
      }
      // A pool that was made again, that was paused before a change was carried out, or that only
      // advised in the meantime, tells anew; of two operators each does.
      var isSame = last.filter(one -> !isInterrupted(history.world(), one.at(), look.at()));
      if (isSame.isPresent() && isSame.get().to() == look.to()) {
        return Optional.of(
            new Broken(look.at(), "It reports twice that it asks for " + look.to() + " pods."));
      }
      last = Optional.of(look);
    }
    return Optional.empty();
  }

  /** Whether a change was carried out, as the next look sees, that no event could be written of. */
  private static boolean isUntellable(Look look, Look next, World world) {
    return !look.told()
        && look.to() != look.from()
        && next.from() == look.to()
        && world.isOn(ApiAway.class, look.at(), look.at());
  }

  private static boolean isInterrupted(World world, double from, double until) {
    return Stream.of(NewPool.class, Paused.class, Advised.class)
            .anyMatch(kind -> world.isOn(kind, from, until))
        || world.isOn(TwoOperators.class, from, from)
        || world.isOn(TwoOperators.class, until, until);
  }

  /** Whenever nothing has moved for so long, in a world in which nothing goes wrong just then. */
  private static Optional<Broken> writesAtRest(History history) {
    var restSince = restSince(history);
    return history.writes().stream()
        .filter(at -> at - restSince[secondAfter(at, restSince.length)] > REST_SECONDS)
        .findFirst()
        .map(
            at ->
                new Broken(
                    at, "The operator writes to the API server though nothing has changed."));
  }

  /** What has moved before a write is seen at the next second. */
  private static int secondAfter(double at, int seconds) {
    return Math.min(seconds - 1, (int) at + 1);
  }

  /** For each second, since when nothing has moved and nothing was wrong. */
  private static int[] restSince(History history) {
    var truth = history.truth();
    var since = new int[truth.seconds()];
    for (var second = 1; second < truth.seconds(); second++) {
      since[second] = isAtRest(history, second) ? since[second - 1] : second;
    }
    return since;
  }

  private static boolean isAtRest(History history, int second) {
    var truth = history.truth();
    return truth.open(second) == 0
        && truth.replicas(second) == truth.replicas(second - 1)
        && truth.pods(second) == truth.pods(second - 1)
        && truth.ready(second) == truth.ready(second - 1)
        && history.world().isCalm(second)
        && !history.world().isOn(Monitoring.class, second - SHOWN_WITHIN, second);
  }
}
