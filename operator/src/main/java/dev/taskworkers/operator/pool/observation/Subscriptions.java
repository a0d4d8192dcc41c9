package dev.taskworkers.operator.pool.observation;

import com.google.pubsub.v1.SubscriptionName;
import com.google.pubsub.v1.TopicName;
import dev.taskworkers.operator.pool.spec.Pool;
import dev.taskworkers.operator.preflight.CachedCheck;
import dev.taskworkers.operator.preflight.Preflight;
import dev.taskworkers.operator.signals.arrivals.ArrivalSource;
import dev.taskworkers.operator.signals.backlog.BacklogSource;
import java.util.Optional;

/**
 * What is held of the subscriptions and dead-letter topics that pools use, each from the first of
 * its pools until the last lets go.
 */
public final class Subscriptions implements AutoCloseable {
  private final Shared<SubscriptionName, SubscriptionState> subscriptions;
  private final Shared<TopicName, CachedCheck> deadLetterTopics;
  private boolean closed;

  public Subscriptions(BacklogSource backlog, ArrivalSource arrivals, Preflight preflight) {
    subscriptions =
        new Shared<>(
            name -> new SubscriptionState(name, backlog, arrivals, preflight),
            SubscriptionState::close);
    deadLetterTopics = new Shared<>(preflight::deadLetterTopic, check -> {});
  }

  /**
   * Holds what {@code pool} uses; empty once this is closed.
   *
   * @param onRing is run when a task arrives while the pool is empty and listens
   */
  public synchronized Optional<PoolSources> hold(Pool pool, Runnable onRing) {
    if (closed) {
      return Optional.empty();
    }
    return Optional.of(
        new PoolSources(
            pool,
            subscriptions.hold(pool.subscription()),
            pool.deadLetterTopic().map(deadLetterTopics::hold),
            // Told from that of other sources of the same pool.
            () -> onRing.run()));
  }

  /** Takes {@link #hold} back. */
  public synchronized void release(PoolSources sources) {
    var pool = sources.pool();
    sources.unlisten();
    subscriptions.release(pool.subscription());
    pool.deadLetterTopic().ifPresent(deadLetterTopics::release);
  }

  /** Nobody holds anything any more. */
  @Override
  public synchronized void close() {
    closed = true;
    subscriptions.clear();
    deadLetterTopics.clear();
  }
}
