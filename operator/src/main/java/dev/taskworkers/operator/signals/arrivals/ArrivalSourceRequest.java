// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import dev.taskworkers.crds.ScalingSpec.ArrivalsMode;
import dev.taskworkers.operator.Source;

/**
 * What is to be listened to.
 *
 * @param source of the subscription; the doorbell counts what comes of it
 * @param mode what the pool's author chose
 */
public record ArrivalSourceRequest(Source source, ArrivalsMode mode) {}
