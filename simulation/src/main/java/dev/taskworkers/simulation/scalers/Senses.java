package dev.taskworkers.simulation.scalers;

import dev.taskworkers.operator.scaling.signals.Arrivals.Watch;

/**
 * What a pool can be seen by, beside Cloud Monitoring.
 *
 * @param watch how new tasks are noticed
 * @param reports whether the workers tell what they do
 */
record Senses(Watch watch, boolean reports) {}
