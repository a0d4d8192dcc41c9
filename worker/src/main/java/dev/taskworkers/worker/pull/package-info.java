// SPDX-License-Identifier: Apache-2.0
/** Fetching: what a subscription must do for us, and when the next pull may go out. */
package dev.taskworkers.worker.pull;
