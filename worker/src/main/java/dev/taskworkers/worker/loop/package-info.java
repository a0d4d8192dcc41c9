// SPDX-License-Identifier: Apache-2.0
/**
 * The loop that owns a worker's state, and that state: tasks leased, waiting for their ordering
 * key, running in a slot within a time limit, or to be acknowledged. It asks for tasks, starts
 * them, settles each one, and drains.
 */
package dev.taskworkers.worker.loop;
