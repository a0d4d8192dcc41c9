/** Google's Publisher and Subscriber services: protocol buffers in, broker steps, answers out. */
package dev.taskworkers.emulator.pubsub;
