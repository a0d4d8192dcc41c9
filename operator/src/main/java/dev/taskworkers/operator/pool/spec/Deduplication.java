package dev.taskworkers.operator.pool.spec;

import java.time.Duration;

/**
 * When two tasks are the same.
 *
 * @param attribute tasks with the same value of it are the same task
 * @param window for how long a pod remembers what it has done; more than 0
 */
record Deduplication(String attribute, Duration window) {}
