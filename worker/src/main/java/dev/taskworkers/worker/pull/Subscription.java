package dev.taskworkers.worker.pull;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The subscription that this worker serves. Every future that fails does so with a {@link
 * SubscriptionException}.
 */
public interface Subscription {
  /**
   * Waits a while for tasks and leases at most {@code most}; an empty answer says nothing about the
   * backlog. Cancelling the future may strand tasks until their lease ends.
   */
  CompletableFuture<List<Delivery>> pull(int most);

  /**
   * Opens a stream that brings tasks until it is ended.
   *
   * @param most tasks that Pub/Sub may count as ours at once; one counts until it is acknowledged,
   *     given back or its lease ends
   * @param lease of the tasks that arrive, 10 to 600 s
   */
  TaskStream stream(int most, Duration lease, TaskStream.Events events);

  /** Acknowledges; answers those that are no longer leased to us. */
  CompletableFuture<Set<String>> acknowledge(List<String> ackIds);

  /**
   * Lets the leases end {@code lease} from now, 0 to 600 s; 0 gives the tasks back at once. Answers
   * those that are no longer leased to us.
   */
  CompletableFuture<Set<String>> lease(List<String> ackIds, Duration lease);
}
