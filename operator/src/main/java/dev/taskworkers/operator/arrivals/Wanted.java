package dev.taskworkers.operator.arrivals;

import com.google.pubsub.v1.SubscriptionName;
import dev.taskworkers.crds.scaling.ScalingSpec.ArrivalsMode;
import dev.taskworkers.operator.arrivals.doorbell.subscription.Source;

/**
 * What is to be listened to.
 *
 * @param source of the subscription; the doorbell counts what comes of it
 * @param mode what the pool's author chose
 * @param onRing is run when a task arrives at an empty pool
 */
public record Wanted(
    SubscriptionName subscription, Source source, ArrivalsMode mode, Runnable onRing) {}
