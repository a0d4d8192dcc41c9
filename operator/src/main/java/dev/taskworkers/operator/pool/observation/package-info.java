/** What is known of a pool at one moment, and what is kept for the next. */
package dev.taskworkers.operator.pool.observation;
