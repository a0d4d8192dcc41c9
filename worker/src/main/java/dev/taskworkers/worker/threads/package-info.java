/** Where handlers run: a thread for each task or for each batch of them. */
package dev.taskworkers.worker.threads;
