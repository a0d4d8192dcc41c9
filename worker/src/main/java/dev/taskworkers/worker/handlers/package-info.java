// SPDX-License-Identifier: Apache-2.0
/** What every kind of handler shares: batches, statuses, an end; and handlers in Java. */
package dev.taskworkers.worker.handlers;
