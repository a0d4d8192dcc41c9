/** Tasks in our hands: they wait for their ordering key, or run in a slot within a time limit. */
package dev.taskworkers.worker.work;
