/** What is known of a pool at one moment, and what is remembered from the last. */
package dev.taskworkers.operator.pool.observation;
