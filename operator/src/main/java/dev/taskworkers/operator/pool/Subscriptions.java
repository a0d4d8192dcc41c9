// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.operator.CachedCheck;
import dev.taskworkers.operator.Preflight;
import dev.taskworkers.operator.ResourceName;
import dev.taskworkers.operator.pool.spec.Pool;
import dev.taskworkers.operator.signals.arrivals.ArrivalSource;
import dev.taskworkers.operator.signals.backlog.BacklogSource;
import java.util.Optional;

/**
 * What is held of the subscriptions and dead-letter topics that pools use, each from the first of
 * its pools until the last lets go.
 */
public final class Subscriptions implements AutoCloseable {
  private final Shared<ResourceName, SubscriptionState> subscriptions;
  private final Shared<DeadLetterTopic, CachedCheck> deadLetterTopics;
  private boolean closed;

  /**
   * A topic, as pools of one project use it.
   *
   * @param project of the pools' subscription
   */
  private record DeadLetterTopic(ResourceName topic, String project) {}

  public Subscriptions(BacklogSource backlog, ArrivalSource arrivals, Preflight preflight) {
    subscriptions =
        new Shared<>(
            name -> new SubscriptionState(name, backlog, arrivals, preflight),
            SubscriptionState::close);
    deadLetterTopics =
        new Shared<>(used -> preflight.deadLetterTopic(used.topic(), used.project()), check -> {});
  }

  /**
   * Holds what {@code pool} uses; empty once this is closed.
   *
   * @param onRing is run when a task arrives while the pool is empty and listens
   * @param before what it has used until now: it goes on listening to the same subscription
   */
  public synchronized Optional<PoolSources> hold(
      Pool pool, Runnable onRing, Optional<PoolSources> before) {
    if (closed) {
      return Optional.empty();
    }
    var sources =
        new PoolSources(
            pool,
            subscriptions.hold(pool.subscription()),
            pool.deadLetterTopic().map(topic -> deadLetterTopics.hold(topicOf(pool, topic))),
            onRing);
    before.ifPresent(sources::follow);
    return Optional.of(sources);
  }

  /** Takes {@link #hold} back. */
  public synchronized void release(PoolSources sources) {
    var pool = sources.pool();
    sources.unlisten();
    subscriptions.release(pool.subscription());
    pool.deadLetterTopic().ifPresent(topic -> deadLetterTopics.release(topicOf(pool, topic)));
  }

  private static DeadLetterTopic topicOf(Pool pool, ResourceName topic) {
    return new DeadLetterTopic(topic, pool.subscription().project());
  }

  /** Nobody holds anything any more. */
  @Override
  public synchronized void close() {
    closed = true;
    subscriptions.clear();
    deadLetterTopics.clear();
  }
}
