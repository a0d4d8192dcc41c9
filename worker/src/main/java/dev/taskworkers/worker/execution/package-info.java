/**
 * Tasks in hand: leased, waiting for their ordering key, or running in a slot within a time limit.
 */
package dev.taskworkers.worker.execution;
