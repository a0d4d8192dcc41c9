// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.e2e.kubernetes;

import dev.taskworkers.emulator.pubsub.delivery.CloudObserver;
import dev.taskworkers.emulator.pubsub.delivery.Delivery;
import dev.taskworkers.emulator.pubsub.delivery.Release;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
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

  private record Leased(String subscription, String messageId) {}

  private final Map<Leased, Instant> leasedAt = new ConcurrentHashMap<>();
  private final Map<String, Queue<String>> givenUp = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> done = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> late = new ConcurrentHashMap<>();

  @Override
  public void delivered(Delivery delivery) {
    leasedAt.put(new Leased(delivery.subscription(), delivery.messageId()), delivery.at());
  }

  @Override
  public void released(
      String subscription, String messageId, String client, Instant at, Release how) {
    var leased = leasedAt.remove(new Leased(subscription, messageId));
    if (how == Release.EXPIRED || leased != null && leased.plus(BEGUN).isBefore(at)) {
      givenUp
          .computeIfAbsent(subscription, name -> new ConcurrentLinkedQueue<>())
          .add(messageId + " leased to " + client + " at " + leased + ", " + how + " at " + at);
    }
  }

  @Override
  public void acknowledged(
      String subscription, String messageId, String client, Instant at, boolean current) {
    if (current) {
      leasedAt.remove(new Leased(subscription, messageId));
    }
    count(current ? done : late, subscription);
  }

  private static void count(Map<String, AtomicInteger> counts, String subscription) {
    counts.computeIfAbsent(subscription, name -> new AtomicInteger()).incrementAndGet();
  }

  /** Tasks that have been leased for long enough to count as begun, and have not ended. */
  int running(String subscription) {
    var begun = Instant.now().minus(BEGUN);
    return (int)
        leasedAt.entrySet().stream()
            .filter(lease -> lease.getKey().subscription().equals(subscription))
            .filter(lease -> lease.getValue().isBefore(begun))
            .count();
  }

  /** Leases that ran out, and tasks that were given back after they had run for a while. */
  List<String> givenUp(String subscription) {
    return List.copyOf(givenUp.getOrDefault(subscription, new ConcurrentLinkedQueue<>()));
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
