/** A second subscription on a pool's topic, on which every task is counted as it is published. */
package dev.taskworkers.operator.signals.doorbell;
