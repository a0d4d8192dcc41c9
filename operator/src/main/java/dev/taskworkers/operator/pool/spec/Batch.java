package dev.taskworkers.operator.pool.spec;

import java.time.Duration;

/**
 * When a batch begins.
 *
 * @param size with so many tasks; at least 1 and at most the pod's slots
 * @param within so long after its first task though it is not full; more than 0
 */
record Batch(int size, Duration within) {}
