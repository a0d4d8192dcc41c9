/** Our worker beside Google's clients: the same server, tasks that do nothing, rounds in turn. */
package dev.taskworkers.bench.clients;
