/** Leaving: the phases of a drain and the signals that start it. */
package dev.taskworkers.worker.drain;
