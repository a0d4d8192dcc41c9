/** The filter language of subscriptions. */
package dev.taskworkers.emulator.pubsub.filter;
