/** The transforms of subscriptions: a few simple functions, recognised rather than run. */
package dev.taskworkers.emulator.pubsub.transform;
