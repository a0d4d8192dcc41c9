/** A subscription, the pods that pull from it, and the Deployment that makes and removes them. */
package dev.taskworkers.simulation.scenarios.world;
