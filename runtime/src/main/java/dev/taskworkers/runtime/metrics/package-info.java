/** What a process tells Prometheus: what its metrics mean, and their values in its formats. */
package dev.taskworkers.runtime.metrics;
