/** When tasks arrive, and how long they take: made up, or as in a trace. */
package dev.taskworkers.simulation.workloads;
