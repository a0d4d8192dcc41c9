package dev.taskworkers.e2e.kubernetes;

import dev.taskworkers.lab.cloud.CloudObserver;
import dev.taskworkers.lab.cloud.Delivery;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Books what becomes of every task, by subscription. */
final class Ledger implements CloudObserver {
  private final Map<String, AtomicInteger> delivered = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> done = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> late = new ConcurrentHashMap<>();

  @Override
  public void delivered(Delivery delivery) {
    count(delivered, delivery.subscription());
  }

  @Override
  public void acknowledged(
      String subscription, String messageId, String client, Instant at, boolean current) {
    count(current ? done : late, subscription);
  }

  private static void count(Map<String, AtomicInteger> counts, String subscription) {
    counts.computeIfAbsent(subscription, name -> new AtomicInteger()).incrementAndGet();
  }

  int delivered(String subscription) {
    return of(delivered, subscription);
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
