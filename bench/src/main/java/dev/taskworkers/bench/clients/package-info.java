/** The clients that are compared, and the work that all of them do. */
package dev.taskworkers.bench.clients;
