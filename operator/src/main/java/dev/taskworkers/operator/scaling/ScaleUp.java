// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling;

import dev.taskworkers.operator.scaling.estimate.Estimator;
import dev.taskworkers.operator.scaling.input.Seconds;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Raises a pool: by a wake, by demand within a limit, or by a probe. */
final class ScaleUp {
  private static final Duration LIMIT_WINDOW = Duration.ofSeconds(10);
  private static final Duration PROBE_EVERY = Duration.ofSeconds(15);

  /** A pool that has got smaller since its last probe had more pods than it needed. */
  private static final Duration PROBE_AFTER_SURPLUS = Duration.ofMinutes(5);

  /** What an old sample or count may wake at most, until workers tell more. */
  private static final int LARGEST_UNCOUNTED_WAKE = 10;

  private final DecisionContext situation;
  private final int desired;

  public ScaleUp(DecisionContext situation) {
    this.situation = situation;
    this.desired = situation.desired();
  }

  /** The step towards a higher demand, or up by a probe. */
  public Step towards(Step demand) {
    var wanted = largest(Stream.of(Optional.of(demand), probe(), stalled()));
    if (desired == 0 && situation.estimate().waiting() < 0.5) {
      return new Step(0, Explanation.steady(demand.explanation()));
    }
    var vetoes = new ScaleUpVetoes(situation);
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
    var estimate = situation.estimate();
    var maxWait = situation.policy().maxWait();
    var from = situation.now().minus(maxWait);
    var mayBe =
        estimate.saturated()
            && estimate.waiting() >= 0.5
            && situation.allHeard()
            && situation.memory().track().isStalledSince(from, situation.now())
            && situation.memory().fewestTasksSince(from) >= estimate.inFlight() + 0.5;
    return mayBe
        ? Optional.of(
            new Step(
                Math.min(
                    Demand.besideRunning(situation.policy(), estimate),
                    Demand.most(situation.policy(), estimate)),
                Explanation.stalled(estimate.waiting(), maxWait)))
        : Optional.empty();
  }

  /** Covers the minutes in which no sample shows a burst yet: double while waits grow. */
  private Optional<Step> probe() {
    var mayBe =
        (!situation.counted() || startsWhatWasNotCounted())
            && situation.estimate().saturated()
            && desired > 0
            && situation.seen().pods().starting() == 0
            && Demand.most(situation.policy(), situation.estimate()) > desired
            && situation.estimate().waitingSeconds() > Seconds.of(situation.policy().maxWait()) / 3
            && situation.memory().probedAt().filter(this::isTooSoonAfter).isEmpty();
    return mayBe
        ? Optional.of(
            new Step(
                Math.min(2 * desired, Demand.most(situation.policy(), situation.estimate())),
                Explanation.probe(
                    situation.estimate().waitingSeconds(), situation.policy().maxWait())))
        : Optional.empty();
  }

  private boolean isTooSoonAfter(Instant probe) {
    var wasSurplus = situation.memory().mostDesiredSince(probe, desired) > desired;
    return probe.plus(wasSurplus ? PROBE_AFTER_SURPLUS : PROBE_EVERY).isAfter(situation.now());
  }

  /**
   * Tasks that were there before the doorbell, which no sample shows yet: those whose wait is known
   * started half of the window ago, on average, over which its mean is taken.
   */
  private boolean startsWhatWasNotCounted() {
    var started = situation.now().minus(Estimator.RECENT.dividedBy(2));
    var published = started.minus(Seconds.duration(situation.estimate().waitingSeconds()));
    return situation.estimate().anchor().isEmpty()
        && situation.seen().arrivals().countedFrom().filter(published::isBefore).isPresent();
  }

  private Step wake(Step wanted) {
    var replicas = Math.max(1, wanted.replicas());
    var most = situation.counted() && !isFromBefore() ? Math.min(situation.sure(), explained()) : 0;
    var begin = Math.max(LARGEST_UNCOUNTED_WAKE, most);
    return replicas <= begin
        ? new Step(replicas, Explanation.scaleFromZero(wanted.explanation(), OptionalInt.empty()))
        : new Step(begin, Explanation.scaleFromZero(wanted.explanation(), OptionalInt.of(begin)));
  }

  /** Tasks that came before the pool was watched may have been done since. */
  private boolean isFromBefore() {
    var arrivals = situation.seen().arrivals();
    var since = situation.memory().track().since();
    return situation.estimate().anchor().isEmpty()
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
    var estimate = situation.estimate();
    if (situation.policy().workersReport() || estimate.measured()) {
      return Integer.MAX_VALUE;
    }
    var came =
        situation.seen().arrivals().between(situation.memory().track().since(), situation.now());
    if (Double.isNaN(came)) {
      return Integer.MAX_VALUE;
    }
    var known = estimate.withWaiting(Math.min(estimate.waiting(), 2 * came));
    return Math.max(
        LARGEST_UNCOUNTED_WAKE,
        Demand.of(situation.policy(), known, situation.seen().pods()).replicas());
  }

  private Step limit(Step wanted) {
    var base =
        Math.min(
            desired,
            situation.memory().fewestDesiredSince(situation.now().minus(LIMIT_WINDOW), desired));
    var step = Math.max(base + 8, 3 * base);
    var most = Math.min(explained(), situation.counted() ? Math.max(step, situation.sure()) : step);
    if (wanted.replicas() <= most) {
      return wanted;
    }
    return new Step(
        Math.max(desired, most),
        Explanation.growthLimit(wanted.explanation(), situation.counted(), most));
  }
}
