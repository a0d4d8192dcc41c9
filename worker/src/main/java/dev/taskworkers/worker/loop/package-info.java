/**
 * The loop that owns a worker's state: it asks for tasks, starts them, settles each one, and
 * drains.
 */
package dev.taskworkers.worker.loop;
