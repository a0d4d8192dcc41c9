package dev.taskworkers.operator.pool.spec;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * When a worker's process ends in order, and Kubernetes starts a fresh one; at least one is given.
 *
 * @param afterTasks that one process runs; at least 1
 * @param aboveMebibytes of resident memory; at least 1
 */
public record Recycle(OptionalInt afterTasks, OptionalLong aboveMebibytes) {}
