// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.taskworkers.runtime.Loop;
import dev.taskworkers.worker.pull.Subscription;
import dev.taskworkers.worker.pull.SubscriptionException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells Pub/Sub which tasks are done. They gather until {@link #send}, and while a request is out.
 * They are sent again until Pub/Sub has answered, whether the lease is known to be held or not:
 * Pub/Sub takes a late one as long as it can. A worker that leaves gives up those that Pub/Sub
 * refuses though their leases are over: it has their tasks again. Belongs to the loop.
 */
final class Acknowledgements {
  private static final Logger log = LoggerFactory.getLogger(Acknowledgements.class);
  private static final int BATCH = 1000;

  /** One that is not answered by then is sent again; the loop's own timers cost next to nothing. */
  private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(10);

  private final Subscription subscription;
  private final Loop loop;
  private final BiConsumer<List<LeasedTask>, Set<String>> answered;
  private final Retries retries;
  private final Deque<LeasedTask> waiting = new ArrayDeque<>();
  private int underWay;
  private boolean leaves;

  /**
   * @param answered hears what Pub/Sub was told, and the ids among them that it no longer knew
   */
  Acknowledgements(
      Subscription subscription,
      Loop loop,
      DoubleSupplier random,
      BiConsumer<List<LeasedTask>, Set<String>> answered) {
    this.subscription = subscription;
    this.loop = loop;
    this.answered = answered;
    retries = new Retries(loop, random, this::send);
  }

  /** The task is done. */
  void add(LeasedTask task) {
    waiting.add(task);
  }

  /** Those that Pub/Sub has not answered. */
  int pending() {
    return waiting.size() + underWay;
  }

  /** The worker begins to leave. */
  void leave() {
    leaves = true;
  }

  /** Sends what has gathered, unless a request is out or a failure is waited for. */
  void send() {
    if (underWay == 0 && !retries.waiting()) {
      sendBatch();
    }
  }

  /** Sends what has gathered, whatever is out or waited for: there is no later. */
  void sendNow() {
    retries.endWait();
    while (!waiting.isEmpty()) {
      sendBatch();
    }
  }

  private void sendBatch() {
    var batch = new ArrayList<LeasedTask>(Math.min(BATCH, waiting.size()));
    while (batch.size() < BATCH && !waiting.isEmpty()) {
      batch.add(waiting.poll());
    }
    if (batch.isEmpty()) {
      return;
    }
    underWay += batch.size();
    var request = subscription.acknowledge(batch.stream().map(LeasedTask::ackId).toList());
    var limit = loop.after(ANSWERED_WITHIN, () -> request.completeExceptionally(unanswered()));
    loop.onResult(
        request,
        (answer, failure) -> {
          limit.cancel();
          underWay -= batch.size();
          if (failure != null) {
            failed(batch, failure);
            return;
          }
          var again = batch.stream().filter(task -> answer.again().contains(task.ackId())).toList();
          if (again.isEmpty()) {
            retries.succeeded();
          } else {
            sendLater(again, "Pub/Sub could not take " + again.size() + " of them yet.");
          }
          batch.removeAll(Set.copyOf(again));
          answered.accept(batch, answer.lost());
        });
  }

  private void failed(List<LeasedTask> batch, Throwable failure) {
    var refused = failure instanceof SubscriptionException why && !why.passing();
    var now = loop.moment();
    var over =
        leaves && refused
            ? batch.stream().filter(task -> task.lease().overAt(now)).toList()
            : List.<LeasedTask>of();
    batch.removeAll(over);
    if (!batch.isEmpty()) {
      sendLater(batch, failure.getMessage());
    }
    // Who is told sends what waits, at once where the worker leaves.
    if (!over.isEmpty()) {
      answered.accept(over, over.stream().map(LeasedTask::ackId).collect(toUnmodifiableSet()));
    }
  }

  private static SubscriptionException unanswered() {
    return new SubscriptionException(
        "Pub/Sub has not answered an acknowledgement within " + ANSWERED_WITHIN.toSeconds() + " s.",
        true,
        null);
  }

  private void sendLater(List<LeasedTask> batch, String why) {
    waiting.addAll(batch);
    if (retries.failed()) {
      log.warn("Acknowledgements are sent again: {}", why);
    }
  }
}
