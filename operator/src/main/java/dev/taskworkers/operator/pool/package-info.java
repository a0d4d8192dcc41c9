/** A pool from its resource to its Deployment: the reconciliation, and what it writes. */
package dev.taskworkers.operator.pool;
