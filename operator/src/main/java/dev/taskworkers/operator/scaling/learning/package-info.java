/** What a pool teaches: how long its tasks and pod starts take, and what was seen of it. */
package dev.taskworkers.operator.scaling.learning;
