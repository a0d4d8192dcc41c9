package dev.taskworkers.operator.pool.spec;

import java.time.Duration;

/**
 * When a task that failed runs again.
 *
 * @param maxAttempts runs of one task, the first among them; at least 1
 * @param minBackoff longest delay before the second run
 * @param maxBackoff longest delay before any run; from {@code minBackoff} to 10 min
 */
record Retry(int maxAttempts, Duration minBackoff, Duration maxBackoff) {}
