// SPDX-License-Identifier: Apache-2.0
/**
 * A Task Worker: pulls tasks from one subscription, runs a handler for each, acknowledges what is
 * done.
 */
package dev.taskworkers.worker;
