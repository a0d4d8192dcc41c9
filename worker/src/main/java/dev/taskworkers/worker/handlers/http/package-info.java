// SPDX-License-Identifier: Apache-2.0
/** A request for each task to the container beside us. */
package dev.taskworkers.worker.handlers.http;
