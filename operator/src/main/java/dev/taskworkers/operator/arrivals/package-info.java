/**
 * Learning of new tasks before Monitoring tells: a doorbell subscription that counts every task, or
 * a probe that notices the first one.
 */
package dev.taskworkers.operator.arrivals;
