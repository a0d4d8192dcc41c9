// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.promises;

import dev.taskworkers.crds.ConditionType;
import dev.taskworkers.operator.scaling.Reason;
import dev.taskworkers.protocol.Rate;
import dev.taskworkers.worlds.spec.Disturbance.NoImage;
import dev.taskworkers.worlds.spec.Disturbance.PubSub;
import dev.taskworkers.worlds.spec.Disturbance.Quota;
import dev.taskworkers.worlds.spec.Disturbance.SlowTasks;
import java.util.Optional;
import java.util.stream.IntStream;

/** While tasks wait that could run, the pool grows, or says truly what limits it. */
final class NeverStuck implements Promise {
  private static final int PATIENCE = 60;

  /** The defaults of {@code maxWait} and {@code drainWithin}. */
  private static final int ASKED_FOR = 60;

  /** The default of {@code drainWithin}. */
  private static final int DRAIN_WITHIN = 30;

  /** Failures are looked at over two minutes, and told of a little later. */
  private static final int FAILURES_SECONDS = 180;

  /** Most of those of two minutes may be a little less than half of three. */
  private static final double MANY = 0.4;

  private static final int RATE_SECONDS = 180;

  /** In a shorter time, none at all is the rate. */
  private static final int LEAST_SECONDS = 30;

  /** Of fewer starts, chance decides how many fall into a time. */
  private static final int STARTS = 10;

  private static final int FEW_STARTS = 3;

  /** Shares of a rate are not used up to the last task by each pod. */
  private static final double ABOUT = 0.7;

  /** Of pods that begin theirs together, few have not when each could. */
  private static final double NEARLY = 0.9;

  @Override
  public String name() {
    return "never stuck";
  }

  @Override
  public String sentence() {
    return "While tasks that could run are waiting, the pool asks for pods to run them. It does so"
        + " within the lag of the best signal, two minutes, and two starts of a pod, unless the"
        + " status names a limit that holds, or the existing pods begin those tasks within the"
        + " start of another pod and drainWithin. No task waits for two minutes beside a ready"
        + " pod that has a slot and starts nothing.";
  }

  @Override
  public boolean appliesTo(History history) {
    return !history.tasks().isEmpty();
  }

  @Override
  public Optional<Broken> check(History history) {
    return withoutPods(history).or(() -> besidePods(history));
  }

  private static Optional<Broken> withoutPods(History history) {
    var world = history.world();
    var truth = history.truth();
    var sight = new KnownSignals(world);
    var missing = 0;
    var limited = 0;
    for (var second = 0; second < truth.seconds(); second++) {
      limited = Math.max(limited, stopsAtItsRate(second, history));
      var wanted =
          Math.min(
              world.poolAt(second).maxReplicas(), truth.useful(second, world.slots().getMax()));
      missing = truth.replicas(second) < wanted ? missing + 1 : 0;
      if (missing > PATIENCE
          && isOld(second, limited, history, sight)
          && !isExcused(second, history)) {
        return Optional.of(
            new Broken(
                second,
                "A task has waited for "
                    + truth.longestWait(second)
                    + " s, "
                    + truth.waiting(second)
                    + " wait and "
                    + truth.running(second)
                    + " run, and the Deployment has "
                    + truth.replicas(second)
                    + " replicas where "
                    + wanted
                    + " could be used."));
      }
    }
    return Optional.empty();
  }

  /**
   * Until when tasks had to wait for the pool's rate, however many pods there were, where its last
   * pod is not ready any more: until then, and as long as it takes to see that it is used up again.
   */
  private static int stopsAtItsRate(int second, History history) {
    var truth = history.truth();
    var stops = second > 0 && truth.ready(second) == 0 && truth.ready(second - 1) > 0;
    return stops && isAtItsRate(second - 1, history)
        ? second + (int) (STARTS / rate(history).orElseThrow())
        : 0;
  }

  /**
   * What counts is the time since somebody was there to see the task, and to act, and since the
   * pods have gone that used up the rate limit, or an image has come: until then the task had to
   * wait, however many there were.
   */
  private static boolean isOld(int second, int limited, History history, KnownSignals sight) {
    var oldest = second - history.truth().longestWait(second);
    var waits = Math.max(Math.max(limited, imageSince(second, history)), oldest);
    var begin =
        Math.max(
            waits,
            Math.max(
                sight.ledSince(second),
                sight.sightedSince(oldest, history.truth().lastCame(second), second)));
    return second - begin
        > sight.lag(begin, second)
            + PATIENCE
            + ASKED_FOR
            + 2 * Starts.longest(begin, second, history);
  }

  /**
   * A pod that pulls is brought what waits within a minute. Not so tasks with ordering keys: those
   * of a key may all be in the hands of another pod; and where a rate limit holds, slots stay free.
   */
  private static Optional<Broken> besidePods(History history) {
    var world = history.world();
    var truth = history.truth();
    if (world.isOrdered() || world.pool().rateLimit().isPresent()) {
      return Optional.empty();
    }
    var lasted = 0;
    for (var second = 0; second < truth.seconds(); second++) {
      var isBeside =
          truth.idle(second) > 0
              && truth.waiting(second) > 0
              && truth.longestWait(second) > PATIENCE
              && !world.isOn(PubSub.class, second - 2 * PATIENCE, second);
      lasted = isBeside ? lasted + 1 : 0;
      if (lasted > PATIENCE) {
        return Optional.of(
            new Broken(
                second,
                "A task has waited for "
                    + truth.longestWait(second)
                    + " s, and "
                    + truth.idle(second)
                    + " ready pods with a slot start nothing."));
      }
    }
    return Optional.empty();
  }

  private static boolean isExcused(int second, History history) {
    var world = history.world();
    var since = second - history.truth().longestWait(second);
    return world.isOn(PubSub.class, second - PATIENCE, second)
        || isAtItsRate(second, history)
        || isRefused(second, history)
        || isBegunSooner(second, history)
        || isUnplaced(second, history)
        || isFailing(second, history)
        || history.looks().stream()
            .filter(look -> look.at() > second - PATIENCE && look.at() <= second)
            .anyMatch(look -> isTrue(look, history, since));
  }

  /**
   * Whether about as many runs have begun of late as the pool's rate limit allows, or in the time
   * in which each pod may begin one of them: pods that have begun theirs together begin the next
   * together, too.
   */
  private static boolean isAtItsRate(int second, History history) {
    var truth = history.truth();
    return rate(history)
        .filter(
            rate ->
                hasBegun(ABOUT * rate, STARTS / rate, second, truth)
                    || goesOn(rate, second, truth)
                        && hasBegun(
                            ABOUT * rate,
                            Math.min(STARTS / rate, truth.longestWait(second)),
                            second,
                            truth)
                    || haveBegunTogether(rate, second, truth))
        .isPresent();
  }

  /** Whether one has begun in the time in which a few may. */
  private static boolean goesOn(double rate, int second, Truth truth) {
    return truth.begun((int) Math.max(0, second - FEW_STARTS / rate), second) >= 1;
  }

  private static Optional<Double> rate(History history) {
    return history
        .world()
        .pool()
        .rateLimit()
        .map(text -> Rate.parse(text, "rateLimit").perSecond());
  }

  /**
   * Whether nearly as many have begun as there are pods, in the time in which the share of each has
   * allowed it one: where pods have gone, that was longer, and those that went count no more.
   */
  private static boolean haveBegunTogether(double rate, int second, Truth truth) {
    var share = mostPods((int) (truth.replicas(second) / rate), second, truth) / rate;
    return hasBegun(NEARLY * truth.replicas(second) / share, share, second, truth);
  }

  /**
   * Whether so many tasks a second have begun, for so long; of a pool that had no ready pod, since
   * it has one again.
   */
  private static boolean hasBegun(double perSecond, double seconds, int second, Truth truth) {
    var longest = Math.max(0, second - Math.max(RATE_SECONDS, (int) seconds));
    var ready =
        IntStream.rangeClosed(longest, second)
            .filter(at -> truth.ready(at) == 0)
            .max()
            .orElse(longest);
    var from = Math.max(longest, Math.min(ready, second - Math.max(LEAST_SECONDS, (int) seconds)));
    return truth.begun(from, second) >= perSecond * (second - from);
  }

  private static int mostPods(int seconds, int second, Truth truth) {
    return IntStream.rangeClosed(Math.max(0, second - seconds), second)
        .map(truth::replicas)
        .max()
        .orElseThrow();
  }

  /**
   * Whether a quota refuses pods, be it that one more would be: to ask for more does not help, and
   * what there is may go as soon as it has little left to do.
   */
  private static boolean isRefused(int second, History history) {
    return history
        .world()
        .all(Quota.class)
        .filter(quota -> quota.from() <= second && second < quota.until())
        .anyMatch(quota -> history.truth().pods(second) >= quota.pods());
  }

  /**
   * Whether the pods that are there begin all that waits no later than the pool's objective asks
   * for: one more pod is worth its start only for what waits after that and {@code drainWithin}.
   * Where the world ends sooner, they have to have begun it by then.
   */
  private static boolean isBegunSooner(int second, History history) {
    var truth = history.truth();
    var begun = (int) history.world().nodes().longestStart() + DRAIN_WITHIN;
    var then = Math.min(second + begun, truth.seconds() - 1);
    return truth.longestWait(then) <= then - second
        && IntStream.rangeClosed(second, then)
            .allMatch(at -> truth.replicas(at) <= truth.replicas(second));
  }

  /**
   * Whether pods that were asked for have had no node, or no image, for longer than a cluster takes
   * to add one, and the status says so: more pods would get none either.
   */
  private static boolean isUnplaced(int second, History history) {
    return history.truth().unplacedFor(second) > Starts.LONGEST_EXPECTED
            && isSaid(ConditionType.PODS_HEALTHY, "Unschedulable", second, history)
        || hasNoImage(second, history)
            && isSaid(ConditionType.PODS_HEALTHY, "ContainerStuck", second, history);
  }

  /** Since when there is an image again that was long in coming; 0 where none was. */
  private static double imageSince(int second, History history) {
    return history
        .world()
        .all(NoImage.class)
        .filter(one -> one.from() + Starts.LONGEST_EXPECTED < one.until())
        .mapToDouble(NoImage::until)
        .filter(until -> until <= second)
        .max()
        .orElse(0);
  }

  private static boolean hasNoImage(int second, History history) {
    return history
        .world()
        .all(NoImage.class)
        .anyMatch(one -> one.from() + Starts.LONGEST_EXPECTED < second && second < one.until());
  }

  /**
   * Whether most tasks fail, of as many as run, and the status says so: workers start fewer than
   * they may then, and more pods would have more of them fail.
   */
  private static boolean isFailing(int second, History history) {
    var truth = history.truth();
    var from = second - FAILURES_SECONDS;
    return isSaid(ConditionType.TASKS_FAILING, "MostTasksFail", second, history)
        && truth.mayHaveFailed(MANY, from, second)
        && truth.ended(from, second) >= truth.running(second);
  }

  private static boolean isSaid(
      ConditionType condition, String reason, int second, History history) {
    return history
        .condition(condition, second)
        .filter(state -> state.reason().equals(reason))
        .isPresent();
  }

  /** Whether what the operator says of its limit is so. */
  private static boolean isTrue(Look look, History history, double since) {
    var world = history.world();
    var truth = history.truth();
    var now = (int) look.at();
    return switch (look.reason()) {
      case TASKS_FAILING -> truth.mayHaveFailed(MANY, now - FAILURES_SECONDS, now);
      case UNSCHEDULABLE, PODS_NOT_READY ->
          truth.replicas(now) > truth.ready(now) || world.isOn(Quota.class, since, look.at());
      // Workers start fewer tasks than they may while most fail, and more pods shall not.
      case RATE_LIMIT ->
          isAtItsRate(now, history) || truth.mayHaveFailed(MANY, now - FAILURES_SECONDS, now);
      case DOWNSTREAM_SATURATED -> world.isOn(SlowTasks.class, since, look.at());
      default -> look.reason() == Reason.GROWTH_LIMIT && look.to() > look.from();
    };
  }
}
