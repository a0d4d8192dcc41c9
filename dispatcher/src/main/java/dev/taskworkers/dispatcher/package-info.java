/** Publishes tasks to a topic. */
package dev.taskworkers.dispatcher;
