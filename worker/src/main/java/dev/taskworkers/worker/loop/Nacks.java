// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import dev.taskworkers.runtime.Loop;
import dev.taskworkers.worker.pull.Subscription;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives tasks back to Pub/Sub, in the order they came. One whose renewal is not answered waits for
 * the answer, and all behind it wait, too: a renewal that takes effect later would keep the task
 * from everybody for a minute. Belongs to the loop.
 */
final class Nacks {
  /** How long a worker that leaves at once waits for the answers of renewals. */
  private static final Duration LAST_PATIENCE = Duration.ofMillis(500);

  private static final Logger log = LoggerFactory.getLogger(Nacks.class);
  private static final int BATCH = 1000;

  private final Subscription subscription;
  private final Loop loop;
  private final Consumer<List<LeasedTask>> over;
  private final Retries retries;
  private final Deque<LeasedTask> waiting = new ArrayDeque<>();
  private int underWay;

  /**
   * @param over hears of the tasks that Pub/Sub has again, now or when its lease ends
   */
  Nacks(
      Subscription subscription,
      Loop loop,
      DoubleSupplier random,
      Consumer<List<LeasedTask>> over) {
    this.subscription = subscription;
    this.loop = loop;
    this.over = over;
    retries = new Retries(loop, random, this::send);
  }

  /** The task goes back; nobody renews its lease any more. */
  void add(LeasedTask task) {
    task.lease().release();
    waiting.add(task);
  }

  /** Those that Pub/Sub has not answered. */
  int pending() {
    return waiting.size() + underWay;
  }

  /** Sends what has gathered, unless a failure is waited for. */
  void send() {
    if (!retries.waiting()) {
      send(false);
    }
  }

  /** Sends what has gathered: there is no later. */
  void sendNow() {
    retries.endWait();
    send(false);
    if (!waiting.isEmpty()) {
      loop.after(LAST_PATIENCE, () -> send(true));
    }
  }

  private void send(boolean whateverIsUnderWay) {
    if (waiting.isEmpty()) {
      return;
    }
    var byDelay = new LinkedHashMap<Duration, List<LeasedTask>>();
    while (!waiting.isEmpty()
        && (whateverIsUnderWay || !waiting.peek().lease().renewalUnderWay())) {
      var next = waiting.poll();
      byDelay.computeIfAbsent(delay(next), delay -> new ArrayList<>()).add(next);
    }
    byDelay.forEach(
        (delay, all) -> {
          for (int from = 0; from < all.size(); from += BATCH) {
            send(all.subList(from, Math.min(from + BATCH, all.size())), delay);
          }
        });
  }

  private void send(List<LeasedTask> batch, Duration delay) {
    underWay += batch.size();
    loop.onResult(
        subscription.lease(batch.stream().map(LeasedTask::ackId).toList(), delay),
        (answer, failure) -> {
          underWay -= batch.size();
          if (failure != null) {
            sendAgain(batch, failure.getMessage());
            return;
          }
          var again = new ArrayList<LeasedTask>();
          var done = new ArrayList<LeasedTask>();
          for (var each : batch) {
            (answer.again().contains(each.ackId()) ? again : done).add(each);
          }
          if (again.isEmpty()) {
            retries.succeeded();
          } else {
            sendAgain(again, "Pub/Sub could not take " + again.size() + " of them yet.");
          }
          over.accept(done);
        });
  }

  /** How long after it went back Pub/Sub delivers it again. */
  private static Duration delay(LeasedTask task) {
    return ((TaskState.GoingBack) task.state()).delay();
  }

  /** Those whose lease is over meanwhile have gone back by themselves. */
  private void sendAgain(List<LeasedTask> batch, String why) {
    var now = loop.moment();
    var gone = new ArrayList<LeasedTask>();
    for (int i = batch.size() - 1; i >= 0; i--) {
      var each = batch.get(i);
      if (each.lease().overAt(now)) {
        gone.add(each);
      } else {
        waiting.addFirst(each);
      }
    }
    if (!waiting.isEmpty() && retries.failed()) {
      log.warn("Tasks are given back again: {}", why);
    }
    // Who is told sends what waits, at once where the worker leaves.
    if (!gone.isEmpty()) {
      over.accept(gone);
    }
  }
}
