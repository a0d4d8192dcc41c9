/** The kinds of handler, and which one this worker has. */
package dev.taskworkers.worker.handlers;
