// SPDX-License-Identifier: Apache-2.0
/** What is simulated: the workload, tasks, pods and the three ways to see them late. */
package dev.taskworkers.simulation.world;
