/** The tasks that policies are compared on. */
package dev.taskworkers.lab.simulation.workloads;
