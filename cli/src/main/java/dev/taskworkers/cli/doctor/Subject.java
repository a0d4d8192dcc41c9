package dev.taskworkers.cli.doctor;

import com.google.pubsub.v1.SubscriptionName;
import java.util.Optional;

/**
 * What is asked about.
 *
 * @param project of subscriptions
 * @param subscription one that a pool is to follow, or follows
 * @param namespace of pools
 */
record Subject(
    Optional<String> project,
    Optional<SubscriptionName> subscription,
    Optional<String> namespace) {}
