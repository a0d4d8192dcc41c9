// SPDX-License-Identifier: Apache-2.0
/** The policy that knows the future: the fewest pods with which every task is in time. */
package dev.taskworkers.simulation.scalers;
