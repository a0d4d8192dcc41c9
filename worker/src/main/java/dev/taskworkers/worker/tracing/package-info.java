/** Spans of tasks, by OpenTelemetry, and nothing of it unless somebody wants them. */
package dev.taskworkers.worker.tracing;
