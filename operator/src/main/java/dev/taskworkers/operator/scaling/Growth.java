package dev.taskworkers.operator.scaling;

import dev.taskworkers.operator.scaling.reckoning.Reckoning;
import dev.taskworkers.operator.scaling.reckoning.Reckoning.Arriving;
import dev.taskworkers.operator.scaling.reckoning.Seconds;
import dev.taskworkers.operator.scaling.signals.Observation;
import dev.taskworkers.operator.scaling.signals.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Raises a pool: how far at once, and when more pods would not help. */
final class Growth {
  private static final Duration FAILING_WINDOW = Duration.ofMinutes(2);
  private static final int FAILING_TASKS = 20;
  private static final double FAILING_SHARE = 0.5;
  private static final Duration SLOW_START = Duration.ofMinutes(2);
  private static final Duration LIMIT_WINDOW = Duration.ofSeconds(10);
  private static final Duration PROBE_EVERY = Duration.ofSeconds(15);

  /** What one old sample may wake at most, until workers tell more. */
  private static final int LARGEST_UNCOUNTED_WAKE = 10;

  private final Policy policy;
  private final Observation seen;
  private final Memory memory;
  private final Reckoning reckoning;
  private final Instant now;

  Growth(Policy policy, Observation seen, Memory memory, Reckoning reckoning, Instant now) {
    this.policy = policy;
    this.seen = seen;
    this.memory = memory;
    this.reckoning = reckoning;
    this.now = now;
  }

  /** The step from {@code desired} towards a higher demand, or up by a probe. */
  Step from(int desired, Step demand) {
    var wanted = demand.replicas() > desired ? demand : probe(desired).orElse(demand);
    if (desired == 0 && reckoning.waiting() < 0.5) {
      return Step.of(0, Reason.STEADY, demand.message());
    }
    if (wanted.replicas() <= desired) {
      return wanted;
    }
    return freeze(desired).orElseGet(() -> desired == 0 ? wake(wanted) : limit(desired, wanted));
  }

  /** Covers the minutes in which no sample shows a burst yet: double while waits grow. */
  private Optional<Step> probe(int desired) {
    var mayBe =
        !counted()
            && reckoning.saturated()
            && desired > 0
            && seen.pods().starting() == 0
            && reckoning.waitingSeconds() > Seconds.of(policy.maxWait()) / 3
            && memory.probedAt().filter(at -> at.plus(PROBE_EVERY).isAfter(now)).isEmpty();
    return mayBe
        ? Optional.of(
            Step.of(
                2 * desired,
                Reason.PROBE,
                "all slots are busy and tasks have waited "
                    + Words.seconds(reckoning.waitingSeconds())
                    + " when they start, more than a third of "
                    + Words.duration(policy.maxWait())
                    + ", so the pods are doubled"))
        : Optional.empty();
  }

  private Step wake(Step wanted) {
    var replicas = Math.max(1, wanted.replicas());
    if (counted() || replicas <= LARGEST_UNCOUNTED_WAKE) {
      return Step.of(replicas, Reason.WAKE, wanted.message());
    }
    return Step.of(
        LARGEST_UNCOUNTED_WAKE,
        Reason.WAKE,
        wanted.message() + "; an empty pool begins with at most " + LARGEST_UNCOUNTED_WAKE);
  }

  private Step limit(int desired, Step wanted) {
    var base = Math.min(desired, memory.fewestDesiredSince(now.minus(LIMIT_WINDOW), desired));
    var most = Math.max(base + 8, 3 * base);
    if (counted() || wanted.replicas() <= most) {
      return wanted;
    }
    return Step.of(
        Math.max(desired, most),
        Reason.GROWTH_LIMIT,
        wanted.message()
            + "; while arrivals are not counted a pool grows to at most "
            + most
            + " in 10 s");
  }

  private Optional<Step> freeze(int desired) {
    return failing(desired)
        .or(() -> noRoom(desired))
        .or(() -> neverReady(desired))
        .or(this::noGain);
  }

  private Optional<Step> failing(int desired) {
    var from = now.minus(FAILING_WINDOW);
    var history = memory.track().history();
    var failed = history.grown(Service::failed, from, now);
    var finished = history.grown(Service::finished, from, now);
    return finished >= FAILING_TASKS && failed > FAILING_SHARE * finished
        ? Optional.of(
            Step.of(
                desired,
                Reason.TASKS_FAILING,
                Math.round(failed)
                    + " of "
                    + Math.round(finished)
                    + " tasks failed in the last 2 min, so the pool does not grow"))
        : Optional.empty();
  }

  private Optional<Step> noRoom(int desired) {
    var pods = seen.pods();
    return pods.unschedulable() > 0
        ? Optional.of(
            Step.of(
                desired,
                Reason.NO_ROOM,
                Words.pods(pods.unschedulable())
                    + " of "
                    + desired
                    + " can't be placed on any node, so no more are asked for"))
        : Optional.empty();
  }

  /**
   * Most pods that were asked for long ago are not there yet: something keeps them from starting.
   */
  private Optional<Step> neverReady(int desired) {
    var twice = Duration.ofMillis((long) (2000 * reckoning.timeToReadySeconds()));
    var since = twice.compareTo(SLOW_START) > 0 ? twice : SLOW_START;
    var asked = memory.fewestDesiredSince(now.minus(since), 0);
    return memory.track().since().isBefore(now.minus(since)) && 2 * seen.pods().ready() < asked
        ? Optional.of(
            Step.of(
                desired,
                Reason.NO_ROOM,
                "only "
                    + Words.pods(seen.pods().ready())
                    + " of "
                    + asked
                    + " became ready within "
                    + Words.duration(since)
                    + ", so no more are asked for"))
        : Optional.empty();
  }

  private Optional<Step> noGain() {
    return memory
        .upStep()
        .flatMap(step -> step.refuted(memory.track().history(), seen.pods().ready(), now))
        .map(why -> Step.of(seen.pods().desired(), Reason.NO_GAIN, why));
  }

  private boolean counted() {
    return reckoning.evidence().arrivals() == Arriving.COUNTED;
  }
}
