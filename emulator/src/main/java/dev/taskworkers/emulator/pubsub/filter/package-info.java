/** Which messages a subscription gets: filters, and transforms of a message. */
package dev.taskworkers.emulator.pubsub.filter;
