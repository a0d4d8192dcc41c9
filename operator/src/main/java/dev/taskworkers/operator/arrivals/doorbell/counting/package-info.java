/** What a doorbell hears, counted by the second; and how much of it is listened to. */
package dev.taskworkers.operator.arrivals.doorbell.counting;
