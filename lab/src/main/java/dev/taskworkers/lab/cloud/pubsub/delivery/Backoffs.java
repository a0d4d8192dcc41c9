package dev.taskworkers.lab.cloud.pubsub.delivery;

import com.google.pubsub.v1.RetryPolicy;
import dev.taskworkers.lab.cloud.pubsub.message.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;

/** The messages of one subscription that wait before they are delivered again. */
final class Backoffs {
  private static final Duration DEFAULT_MINIMUM = Duration.ofSeconds(10);
  private static final Duration DEFAULT_MAXIMUM = Duration.ofSeconds(600);

  private final PriorityQueue<Pause> pauses = new PriorityQueue<>(Comparator.comparing(Pause::end));

  private record Pause(Unacked entry, Instant end) {}

  /**
   * How long a message waits after its n-th failure: {@code min(maximum, minimum · 2ⁿ⁻¹)}. Google
   * promises an exponential back-off between the two and leaves the base open.
   */
  static Duration delay(RetryPolicy policy, int failures) {
    var minimum =
        policy.hasMinimumBackoff() ? Times.duration(policy.getMinimumBackoff()) : DEFAULT_MINIMUM;
    var maximum =
        policy.hasMaximumBackoff() ? Times.duration(policy.getMaximumBackoff()) : DEFAULT_MAXIMUM;
    var doublings = Math.min(failures - 1, 20);
    var delay = minimum.multipliedBy(1L << doublings);
    return delay.compareTo(maximum) > 0 ? maximum : delay;
  }

  void add(Unacked entry, Instant end) {
    entry.state = Unacked.State.BACKING_OFF;
    pauses.add(new Pause(entry, end));
  }

  /** Takes out the next message whose pause is over. */
  Optional<Unacked> over(Instant now) {
    while (!pauses.isEmpty() && !pauses.peek().end.isAfter(now)) {
      var entry = pauses.remove().entry;
      if (!entry.isGone()) {
        entry.state = Unacked.State.WAITING;
        return Optional.of(entry);
      }
    }
    return Optional.empty();
  }

  void clear() {
    pauses.clear();
  }
}
