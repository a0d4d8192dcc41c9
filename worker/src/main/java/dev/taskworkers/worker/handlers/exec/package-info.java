// SPDX-License-Identifier: Apache-2.0
/** A process for each task: the payload on its stdin, the outcome in its exit code. */
package dev.taskworkers.worker.handlers.exec;
