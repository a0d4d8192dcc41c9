/** What every kind of handler shares: batches, statuses, an end; and handlers in Java. */
package dev.taskworkers.worker.handlers;
