/** Topics, subscriptions and snapshots by name, under one lock. */
package dev.taskworkers.emulator.pubsub.broker;
