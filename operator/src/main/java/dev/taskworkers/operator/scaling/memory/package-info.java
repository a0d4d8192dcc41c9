/** What is remembered of a pool from one decision to the next. */
package dev.taskworkers.operator.scaling.memory;
