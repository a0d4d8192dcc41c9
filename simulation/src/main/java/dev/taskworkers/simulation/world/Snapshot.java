// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation.world;

/**
 * The truth at one moment.
 *
 * @param at seconds since the start
 * @param started runs begun
 * @param busy tasks that run
 * @param undelivered tasks that are not acknowledged: waiting, running, and in back-off
 * @param acknowledged tasks that have been acknowledged
 */
public record Snapshot(double at, long started, int busy, int undelivered, long acknowledged) {}
