package dev.taskworkers.operator.signals.backlog;

import com.google.pubsub.v1.SubscriptionName;

/** Where the backlogs of subscriptions are learned from. */
@FunctionalInterface
public interface BacklogSource {
  /** Begins to watch {@code subscription}. */
  BacklogWatch watch(SubscriptionName subscription);
}
