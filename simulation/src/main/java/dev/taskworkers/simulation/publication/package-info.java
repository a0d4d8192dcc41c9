/** The comparison that is published: which policies on which workloads, as tables. */
package dev.taskworkers.simulation.publication;
