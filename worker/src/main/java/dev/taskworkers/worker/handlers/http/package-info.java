/** A request for each task to the container beside us. */
package dev.taskworkers.worker.handlers.http;
