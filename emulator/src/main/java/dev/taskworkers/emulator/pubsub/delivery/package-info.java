/** One subscription: its rules for filtering, redelivery and dead letters, and its consumers. */
package dev.taskworkers.emulator.pubsub.delivery;
