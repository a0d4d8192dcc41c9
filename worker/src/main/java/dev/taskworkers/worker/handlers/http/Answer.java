// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers.http;

/**
 * What a server answered.
 *
 * @param retryAfter its wish for the time of the next try; empty when it has none
 * @param text the beginning of the body
 */
record Answer(int status, String retryAfter, String text) {}
