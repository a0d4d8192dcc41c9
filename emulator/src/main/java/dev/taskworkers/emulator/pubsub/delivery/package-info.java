// SPDX-License-Identifier: Apache-2.0
/**
 * One subscription's queue: which messages it gets and how they are transformed, what waits, what
 * is leased to whom, and what comes again.
 */
package dev.taskworkers.emulator.pubsub.delivery;
