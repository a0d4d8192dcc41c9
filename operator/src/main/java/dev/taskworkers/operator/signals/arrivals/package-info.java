/**
 * Which tasks arrive, before Monitoring shows them: counted by a doorbell, or noticed by a probe.
 */
package dev.taskworkers.operator.signals.arrivals;
