/** The subscription of a doorbell: made, and held to what it should be. */
package dev.taskworkers.operator.arrivals.doorbell.subscription;
