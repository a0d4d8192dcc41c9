/** What the operator answers: status, conditions, events, metrics. */
package dev.taskworkers.operator.pool.status;
