/** What follows from a decision, written to the API server and told to the workers. */
package dev.taskworkers.operator.pool.writing;
