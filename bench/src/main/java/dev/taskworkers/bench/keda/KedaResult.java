// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench.keda;

import dev.taskworkers.simulation.Percentiles;

/**
 * What one scaler made of the arrivals.
 *
 * @param firstTaskSeconds from the first task's publication until a worker had one
 * @param burstEndSeconds from there until all tasks of the burst were done
 * @param waits of all tasks, from publication to a worker
 * @param podSeconds of all pods, from their creation to their end, until there was none
 * @param mostPods that existed at once
 * @param removedWhileBusy pods that were told to stop while they ran a task
 * @param redelivered deliveries beyond the first of a task
 */
public record KedaResult(
    String scaler,
    double firstTaskSeconds,
    double burstEndSeconds,
    Percentiles waits,
    double podSeconds,
    int mostPods,
    int removedWhileBusy,
    long redelivered) {}
