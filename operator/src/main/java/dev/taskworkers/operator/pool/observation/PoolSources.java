package dev.taskworkers.operator.pool.observation;

import dev.taskworkers.operator.pool.spec.Pool;
import dev.taskworkers.operator.preflight.CachedCheck;
import java.util.Optional;

/**
 * A pool, and where it is told of its tasks.
 *
 * @param deadLetterTopic whether what is sent there is kept; empty where the pool has none
 * @param onRing is run when a task arrives while the pool is empty and listens; of these sources
 *     alone
 */
public record PoolSources(
    Pool pool,
    SubscriptionState subscription,
    Optional<CachedCheck> deadLetterTopic,
    Runnable onRing) {

  /** Has the subscription's samples and arrivals observed; once is enough. */
  public void listen() {
    subscription.listen(onRing);
  }

  /** Takes {@link #listen} back. */
  public void unlisten() {
    subscription.unlisten(onRing);
  }
}
