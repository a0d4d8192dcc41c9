package dev.taskworkers.operator.backlog;

import com.google.pubsub.v1.SubscriptionName;
import java.time.Instant;

/** Where a subscription's backlog is learned from. */
public interface BacklogSource {
  /**
   * What is known of {@code subscription} at {@code now}; always a value with a state, never an
   * exception, and never a wait. Asking is also what keeps a subscription being watched.
   */
  KnownBacklog latest(SubscriptionName subscription, Instant now);
}
