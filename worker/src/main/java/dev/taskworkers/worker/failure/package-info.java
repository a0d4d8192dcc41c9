// SPDX-License-Identifier: Apache-2.0
/** What becomes of a task that is not done: back-off, attempts, dead letters. */
package dev.taskworkers.worker.failure;
