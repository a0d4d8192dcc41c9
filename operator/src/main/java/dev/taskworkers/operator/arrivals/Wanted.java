package dev.taskworkers.operator.arrivals;

import com.google.pubsub.v1.SubscriptionName;
import dev.taskworkers.crds.scaling.ScalingSpec.ArrivalsMode;

/**
 * What is to be listened to.
 *
 * @param topic of the subscription, empty while unknown
 * @param filter of the subscription; the doorbell counts what it lets through
 * @param mode what the pool's author chose
 * @param onRing is run when a task arrives at an empty pool
 */
public record Wanted(
    SubscriptionName subscription,
    String topic,
    String filter,
    ArrivalsMode mode,
    Runnable onRing) {}
