// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.operator.CachedCheck;
import dev.taskworkers.operator.pool.spec.Pool;
import java.time.Instant;
import java.util.Optional;

/** A pool, and where it is told of its tasks. */
public final class PoolSources {
  private final Pool pool;
  private final SubscriptionState subscription;
  private final Optional<CachedCheck> deadLetterTopic;
  private final SubscriptionState.Listener listener;
  private Instant firstLook = Instant.MAX;

  /**
   * @param deadLetterTopic whether what is sent there is kept; empty where the pool has none
   * @param onRing is run when a task arrives while the pool is empty and listens
   */
  public PoolSources(
      Pool pool,
      SubscriptionState subscription,
      Optional<CachedCheck> deadLetterTopic,
      Runnable onRing) {
    this.pool = pool;
    this.subscription = subscription;
    this.deadLetterTopic = deadLetterTopic;
    this.listener = new SubscriptionState.Listener(pool.namespace(), onRing);
  }

  public Pool pool() {
    return pool;
  }

  /** What its subscription is like; asked whether the pool listens or not. */
  public CachedCheck check() {
    return subscription.check();
  }

  /** Whether the pool is looked at for the first time since it names its subscription. */
  boolean isFirstLook(Instant now) {
    firstLook = now.isBefore(firstLook) ? now : firstLook;
    return now.equals(firstLook);
  }

  /** Goes on where the pool has named the same subscription before. */
  void follow(PoolSources before) {
    if (before.subscription == subscription) {
      firstLook = before.firstLook;
    }
    if (isHeardBy(before)) {
      listen();
    }
  }

  Optional<CachedCheck> deadLetterTopic() {
    return deadLetterTopic;
  }

  /** Has the subscription's samples and arrivals observed for the pool; once is enough. */
  public void listen() {
    subscription.listen(listener);
  }

  /** Takes {@link #listen} back. */
  public void unlisten() {
    subscription.unlisten(listener);
  }

  private boolean isHeardBy(PoolSources other) {
    return other.subscription == subscription && other.signals().isPresent();
  }

  /** What is observed of the subscription; empty unless the pool listens. */
  Optional<SubscriptionState.Signals> signals() {
    return subscription.signals(listener);
  }
}
