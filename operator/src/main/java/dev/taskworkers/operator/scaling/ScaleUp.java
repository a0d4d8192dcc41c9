// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling;

import dev.taskworkers.operator.scaling.estimate.Estimator;
import dev.taskworkers.operator.scaling.input.Seconds;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Raises a pool: by a wake, by demand within a limit, or by doubling. */
final class ScaleUp {
  private static final Duration LIMIT_WINDOW = Duration.ofSeconds(10);
  private static final Duration DOUBLES_EVERY = Duration.ofSeconds(15);

  /** A pool that has got smaller since it was doubled had more pods than it needed. */
  private static final Duration DOUBLES_AFTER_SURPLUS = Duration.ofMinutes(5);

  /** What an old sample or count may wake at most, until workers tell more. */
  private static final int LARGEST_UNCOUNTED_WAKE = 10;

  private final DecisionContext context;
  private final int desired;

  public ScaleUp(DecisionContext context) {
    this.context = context;
    this.desired = context.desired();
  }

  /** The step towards a higher demand, or to twice as many pods. */
  public Step towards(Step demand) {
    var wanted = largest(Stream.of(Optional.of(demand), doubling(), stalled()));
    if (desired == 0 && context.estimate().waiting() < 0.5) {
      return new Step(0, Explanation.steady(demand.explanation()));
    }
    var vetoes = new ScaleUpVetoes(context);
    if (wanted.replicas() <= desired) {
      return vetoes.instead(wanted).orElse(wanted);
    }
    if (desired == 0) {
      return wake(wanted);
    }
    return vetoes.against().orElseGet(() -> limit(wanted));
  }

  private static Step largest(Stream<Optional<Step>> steps) {
    return steps
        .flatMap(Optional::stream)
        .reduce((one, next) -> next.replicas() > one.replicas() ? next : one)
        .orElseThrow();
  }

  /**
   * More slots where tasks have waited for {@code maxWait}, none was started, and those that run
   * take longer than is known: what that would let go soon does not go.
   */
  private Optional<Step> stalled() {
    var estimate = context.estimate();
    var maxWait = context.policy().maxWait();
    var from = context.now().minus(maxWait);
    var mayBe =
        estimate.saturated()
            && estimate.waiting() >= 0.5
            && context.allHeard()
            && context.memory().track().isStalledSince(from, context.now())
            && context.memory().fewestTasksSince(from) >= estimate.inFlight() + 0.5;
    return mayBe
        ? Optional.of(
            new Step(
                Math.min(
                    Demand.besideRunning(context.policy(), estimate),
                    Demand.most(context.policy(), estimate)),
                Explanation.stalled(estimate.waiting(), maxWait)))
        : Optional.empty();
  }

  /** Covers the minutes in which no sample shows a burst yet: double while waits grow. */
  private Optional<Step> doubling() {
    var mayBe =
        (!context.counted() || startsWhatWasNotCounted())
            && context.estimate().saturated()
            && desired > 0
            && context.seen().pods().starting() == 0
            && Demand.most(context.policy(), context.estimate()) > desired
            && context.estimate().waitingSeconds() > Seconds.of(context.policy().maxWait()) / 3
            && context.memory().doubledAt().filter(this::isTooSoonAfter).isEmpty();
    return mayBe
        ? Optional.of(
            new Step(
                Math.min(2 * desired, Demand.most(context.policy(), context.estimate())),
                Explanation.doubling(
                    context.estimate().waitingSeconds(), context.policy().maxWait())))
        : Optional.empty();
  }

  private boolean isTooSoonAfter(Instant doubled) {
    var wasSurplus = context.memory().mostDesiredSince(doubled, desired) > desired;
    return doubled.plus(wasSurplus ? DOUBLES_AFTER_SURPLUS : DOUBLES_EVERY).isAfter(context.now());
  }

  /**
   * Tasks that were there before the doorbell, which no sample shows yet: those whose wait is known
   * started half of the window ago, on average, over which its mean is taken.
   */
  private boolean startsWhatWasNotCounted() {
    var started = context.now().minus(Estimator.RECENT.dividedBy(2));
    var published = started.minus(Seconds.duration(context.estimate().waitingSeconds()));
    return context.estimate().anchor().isEmpty()
        && context.seen().arrivals().countedFrom().filter(published::isBefore).isPresent();
  }

  private Step wake(Step wanted) {
    var replicas = Math.max(1, wanted.replicas());
    var most = context.counted() && !isFromBefore() ? Math.min(context.sure(), explained()) : 0;
    var begin = Math.max(LARGEST_UNCOUNTED_WAKE, most);
    return replicas <= begin
        ? new Step(replicas, Explanation.scaleFromZero(wanted.explanation(), OptionalInt.empty()))
        : new Step(begin, Explanation.scaleFromZero(wanted.explanation(), OptionalInt.of(begin)));
  }

  /** Tasks that came before the pool was watched may have been done since. */
  private boolean isFromBefore() {
    var arrivals = context.seen().arrivals();
    var since = context.memory().track().since();
    return context.estimate().anchor().isEmpty()
        && arrivals
            .countedFrom()
            .filter(from -> from.isBefore(since) && arrivals.between(from, since) >= 0.5)
            .isPresent();
  }

  /**
   * Where nobody has seen a task end, and more wait than have come since the pool is watched, it
   * may be messages that can't be done: the pods for what has come, or a few that try. Any number
   * where nobody counts.
   */
  private int explained() {
    var estimate = context.estimate();
    if (context.policy().workersReport() || estimate.measured()) {
      return Integer.MAX_VALUE;
    }
    var came = context.seen().arrivals().between(context.memory().track().since(), context.now());
    if (Double.isNaN(came)) {
      return Integer.MAX_VALUE;
    }
    var known = estimate.withWaiting(Math.min(estimate.waiting(), 2 * came));
    return Math.max(
        LARGEST_UNCOUNTED_WAKE,
        Demand.of(context.policy(), known, context.seen().pods()).replicas());
  }

  private Step limit(Step wanted) {
    var base =
        Math.min(
            desired,
            context.memory().fewestDesiredSince(context.now().minus(LIMIT_WINDOW), desired));
    var step = Math.max(base + 8, 3 * base);
    var most = Math.min(explained(), context.counted() ? Math.max(step, context.sure()) : step);
    if (wanted.replicas() <= most) {
      return wanted;
    }
    return new Step(
        Math.max(desired, most),
        Explanation.growthLimit(wanted.explanation(), context.counted(), most));
  }
}
