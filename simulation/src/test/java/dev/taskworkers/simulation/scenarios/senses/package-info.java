/** What an operator sees of a world, late and in part, through the ports of the operator. */
package dev.taskworkers.simulation.scenarios.senses;
