/** The Deployment that a pool becomes. */
package dev.taskworkers.operator.pool.deployment;
