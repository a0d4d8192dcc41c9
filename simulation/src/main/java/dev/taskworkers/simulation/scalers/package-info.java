/** The policies: ours, as the operator runs it, and its peers, each after its own source. */
package dev.taskworkers.simulation.scalers;
