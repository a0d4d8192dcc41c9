// SPDX-License-Identifier: Apache-2.0
/** Publishes tasks to a topic. */
package dev.taskworkers.dispatcher;
