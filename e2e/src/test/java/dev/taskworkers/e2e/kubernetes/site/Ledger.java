package dev.taskworkers.e2e.kubernetes;

import dev.taskworkers.lab.cloud.CloudObserver;
import dev.taskworkers.lab.cloud.Delivery;
import dev.taskworkers.lab.cloud.Release;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Books what becomes of every task, by subscription. */
final class Ledger implements CloudObserver {
  /**
   * A task that is given back sooner counts as not begun. A worker that is cordoned or told to stop
   * gives back at once what its last Pull still brings, and the cloud sees leases only, not whether
   * a handler ran; so a handler that is cut off in its first two seconds would not be noticed here.
   * Tasks of tests that interrupt workers run for longer, and what ran twice shows as {@link
   * #late}.
   */
  private static final Duration BEGUN = Duration.ofSeconds(2);

  private final Map<String, Instant> leasedAt = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> givenUp = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> done = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> late = new ConcurrentHashMap<>();

  @Override
  public void delivered(Delivery delivery) {
    leasedAt.put(delivery.subscription() + delivery.messageId(), delivery.at());
  }

  @Override
  public void released(
      String subscription, String messageId, String client, Instant at, Release how) {
    var leased = leasedAt.getOrDefault(subscription + messageId, at);
    if (how == Release.EXPIRED || leased.plus(BEGUN).isBefore(at)) {
      count(givenUp, subscription);
    }
  }

  @Override
  public void acknowledged(
      String subscription, String messageId, String client, Instant at, boolean current) {
    count(current ? done : late, subscription);
  }

  private static void count(Map<String, AtomicInteger> counts, String subscription) {
    counts.computeIfAbsent(subscription, name -> new AtomicInteger()).incrementAndGet();
  }

  /** Leases that ran out, and tasks that were given back after they had run for a while. */
  int givenUp(String subscription) {
    return of(givenUp, subscription);
  }

  /** Acknowledged while leased, so never again. */
  int done(String subscription) {
    return of(done, subscription);
  }

  /** Acknowledged after the lease, so done once more than needed. */
  int late(String subscription) {
    return of(late, subscription);
  }

  private static int of(Map<String, AtomicInteger> counts, String subscription) {
    return counts.getOrDefault(subscription, new AtomicInteger()).get();
  }
}
