/** The stream on which a doorbell hears. */
package dev.taskworkers.operator.arrivals.doorbell.stream;
