/** Messages, how they are named and counted, and how much of them is kept. */
package dev.taskworkers.emulator.pubsub.message;
