package dev.taskworkers.operator.scaling;

import dev.taskworkers.operator.scaling.reckoning.Reckoning;
import dev.taskworkers.operator.scaling.reckoning.Reckoning.Arriving;
import dev.taskworkers.operator.scaling.signals.Observation;
import dev.taskworkers.operator.scaling.units.Seconds;
import dev.taskworkers.operator.scaling.units.Words;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Raises a pool: by a wake, by demand within a limit, or by a probe. */
final class Growth {
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
    if (desired == 0) {
      return wake(wanted);
    }
    return new Guards(seen, memory, reckoning, now)
        .against(desired)
        .orElseGet(() -> limit(desired, wanted));
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

  private boolean counted() {
    return reckoning.evidence().arrivals() == Arriving.COUNTED;
  }
}
