/** How the world is seen: late, in part, and sometimes not at all. */
package dev.taskworkers.simulation.signals;
