package dev.taskworkers.operator.pool;

import dev.taskworkers.operator.pool.spec.Pool;
import dev.taskworkers.operator.preflight.CachedCheck;
import java.util.Optional;

/**
 * A pool, and where it is told of its tasks.
 *
 * @param deadLetterTopic whether what is sent there is kept; empty where the pool has none
 */
public record PoolSources(
    Pool pool, SubscriptionState subscription, Optional<CachedCheck> deadLetterTopic) {}
