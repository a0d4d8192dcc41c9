// SPDX-License-Identifier: Apache-2.0
/**
 * What every one of our processes needs: Google endpoints, a small HTTP server, logs, metrics, bad
 * input, and the clock that leases, limits, pauses and drains live by.
 */
package dev.taskworkers.runtime;
