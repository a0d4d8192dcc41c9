/** The operator's own classes at work in a world. */
package dev.taskworkers.worlds.operation;
