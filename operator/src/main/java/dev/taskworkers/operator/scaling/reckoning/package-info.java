/**
 * Dead reckoning: from signals of different ages to the queue and the rates of now, and to what a
 * step up has brought.
 */
package dev.taskworkers.operator.scaling.reckoning;
