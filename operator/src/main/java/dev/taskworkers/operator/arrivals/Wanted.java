package dev.taskworkers.operator.arrivals;

import dev.taskworkers.crds.scaling.ScalingSpec.ArrivalsMode;
import dev.taskworkers.operator.arrivals.doorbell.subscription.Source;

/**
 * What is to be listened to.
 *
 * @param source of the subscription; the doorbell counts what comes of it
 * @param mode what the pool's author chose
 */
public record Wanted(Source source, ArrivalsMode mode) {}
