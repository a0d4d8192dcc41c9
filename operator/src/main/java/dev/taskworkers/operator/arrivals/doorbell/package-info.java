/** A second subscription on a pool's topic, by which every task is counted as it is published. */
package dev.taskworkers.operator.arrivals.doorbell;
