// SPDX-License-Identifier: Apache-2.0
/**
 * Our worker, dispatcher, and start beside what people would use instead, and the work that all of
 * them do.
 */
package dev.taskworkers.bench;
