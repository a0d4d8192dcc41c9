// SPDX-License-Identifier: Apache-2.0
/** What a task written in Java sees: the task, its context, and its outcome. */
package dev.taskworkers.worker.api;
