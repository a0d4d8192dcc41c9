/** What Google accepts in a request, and what it says to the rest. */
package dev.taskworkers.emulator.pubsub.rules;
