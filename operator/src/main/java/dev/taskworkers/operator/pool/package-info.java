/** A pool from its resource to its Deployment, and back to its status. */
package dev.taskworkers.operator.pool;
