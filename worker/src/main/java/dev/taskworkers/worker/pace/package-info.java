/** How fast a worker may start tasks. */
package dev.taskworkers.worker.pace;
