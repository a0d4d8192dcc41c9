/**
 * What one subscription has not got acknowledged: what waits, who may have it next, who holds it
 * until when. Everything runs under the broker's lock; time comes in as an argument.
 */
package dev.taskworkers.emulator.pubsub.backlog;
