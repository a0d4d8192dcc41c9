/** Dead reckoning: from signals of different ages to the queue and the rates of now. */
package dev.taskworkers.operator.scaling.reckoning;
