// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench;

/**
 * What one client of Pub/Sub did, as one line of the result.
 *
 * @param tasksPerSecond as fast as it can, the median of the rounds: from a backlog of tasks that
 *     do nothing, or stored tasks
 * @param p50Millis on an idle client, one task every 5 ms: from its publication to the start of its
 *     handler, or from handing it over to its being stored
 * @param p99Millis the same
 * @param cpuMicrosPerTask processor time of the client's process, as fast as it can
 * @param programMicrosPerTask that of the programs which it started meanwhile and which have ended
 */
public record ClientResult(
    String client,
    long tasksPerSecond,
    double p50Millis,
    double p99Millis,
    double cpuMicrosPerTask,
    double programMicrosPerTask) {}
