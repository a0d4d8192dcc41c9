/** One subscription's queue: what waits, what is leased to whom, and what comes again. */
package dev.taskworkers.emulator.pubsub.delivery;
