// SPDX-License-Identifier: Apache-2.0
/**
 * Scaling policies compared: the operator's own and its peers' on the same tasks, pods and late
 * metrics, simulated by events so that a day takes a second.
 */
package dev.taskworkers.simulation;
