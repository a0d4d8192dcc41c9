// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.pull;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The subscription that this worker serves. Every future that fails does so with a {@link
 * SubscriptionException}.
 */
public interface Subscription {
  /**
   * Waits a while for tasks and leases at most {@code most}; an empty answer says nothing about the
   * backlog. Cancelling the future may strand tasks until their lease ends.
   *
   * @param sent runs, on any thread, when the request has gone out on a connection that is up
   */
  CompletableFuture<List<Delivery>> pull(int most, Runnable sent);

  /**
   * Opens a stream that brings tasks until it is ended.
   *
   * @param most tasks that Pub/Sub may count as ours at once; one counts until it is acknowledged,
   *     given back or its lease ends
   * @param mostBytes of those tasks together; one that is larger comes alone
   * @param lease of the tasks that arrive, 10 to 600 s
   */
  TaskStream stream(int most, long mostBytes, Duration lease, TaskStream.Events events);

  /** Has no time limit of its own; to fail the future gives the request up. */
  CompletableFuture<LeaseAnswer> acknowledge(List<String> ackIds);

  /** Lets the leases end {@code lease} from now, 0 to 600 s; 0 gives the tasks back at once. */
  CompletableFuture<LeaseAnswer> lease(List<String> ackIds, Duration lease);

  /** Gives up a connection that does not come up, and makes another with the next call. */
  void reconnect();
}
