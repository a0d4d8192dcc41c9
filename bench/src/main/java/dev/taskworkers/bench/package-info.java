/** The published benchmarks: of the worker, the dispatcher and the operator. */
package dev.taskworkers.bench;
