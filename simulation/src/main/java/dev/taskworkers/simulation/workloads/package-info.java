/** The tasks that policies are compared on. */
package dev.taskworkers.simulation.workloads;
