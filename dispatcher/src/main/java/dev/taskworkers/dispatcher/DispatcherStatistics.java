// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.dispatcher;

/**
 * What a dispatcher has done since it was opened, for metrics of your own.
 *
 * @param dispatched tasks that it has taken or refused; not those that still wait for room
 * @param stored of these, those that Pub/Sub has stored
 * @param failed of these, those that were not sent; the others are under way
 */
public record DispatcherStatistics(long dispatched, long stored, long failed) {}
