// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import dev.taskworkers.protocol.PullMode;
import dev.taskworkers.worker.failure.DeadLetter;
import dev.taskworkers.worker.failure.FailurePolicy;
import java.time.Duration;

/**
 * What the loop keeps to.
 *
 * @param slots tasks at once
 * @param pull how tasks are fetched
 * @param mostBytes that the tasks in hand may take together
 * @param taskTimeout the limit of one run, unless its task asks for another
 * @param maxTaskTimeout what a task may ask for
 * @param rateLimits how many tasks may be started
 * @param duplicates which tasks are the same
 * @param failures what becomes of failed tasks
 * @param grace from the request to leave until the kill
 * @param maxTasks runs after which the worker leaves by itself
 * @param idleExit the time without a task after which it leaves by itself
 * @param origin how dead letters name this worker
 */
public record LoopSettings(
    int slots,
    PullMode pull,
    long mostBytes,
    Duration taskTimeout,
    Duration maxTaskTimeout,
    RateLimits rateLimits,
    DuplicateRule duplicates,
    FailurePolicy failures,
    GracePeriod grace,
    long maxTasks,
    Duration idleExit,
    DeadLetter.Origin origin) {
  public static final long NO_MAX_TASKS = Long.MAX_VALUE;
}
