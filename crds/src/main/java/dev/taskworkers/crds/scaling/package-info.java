/** The part of the resource that says how a pool is scaled. */
package dev.taskworkers.crds.scaling;
