// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation.scalers;

import dev.taskworkers.operator.scaling.input.Arrivals.Watch;

/**
 * What a pool can be seen by, beside Cloud Monitoring.
 *
 * @param watch how new tasks are noticed
 * @param reports whether the workers tell what they do
 */
record SignalSources(Watch watch, boolean reports) {}
