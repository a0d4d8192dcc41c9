// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation.world;

/**
 * What the pods of a run have cost.
 *
 * @param podSeconds from asking for a pod to its end, summed
 * @param idleSeconds of these, ready with nothing to do
 * @param removedWhileBusy pods that were told to stop while they ran something
 */
public record Cost(double podSeconds, double idleSeconds, int removedWhileBusy) {}
