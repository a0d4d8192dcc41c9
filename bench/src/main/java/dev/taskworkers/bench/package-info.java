/** The published benchmarks of the worker, each against a local cloud of its own. */
package dev.taskworkers.bench;
