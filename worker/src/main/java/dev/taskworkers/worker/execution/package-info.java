// SPDX-License-Identifier: Apache-2.0
/** What runs a task: an event loop, threads and their slots, the context of a run, and its span. */
package dev.taskworkers.worker.execution;
