/** Where code runs: the loop on one thread; handlers on one for each task or batch of tasks. */
package dev.taskworkers.worker.threads;
