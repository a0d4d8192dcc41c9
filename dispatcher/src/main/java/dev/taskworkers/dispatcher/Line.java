// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.dispatcher;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The tasks of one ordering key, which are sent one request after the other, or those without a
 * key, whose requests are independent. Tasks wait here for others to share a request with.
 */
final class Line {
  private final DeliveryContext context;
  private final String key;
  private final Lines lines;
  private final Deque<Outgoing> waiting = new ArrayDeque<>();
  private long bytes;
  private int deliveries;
  private boolean hurried;

  /**
   * @param key empty for the tasks that have none
   */
  Line(DeliveryContext context, String key, Lines lines) {
    this.context = context;
    this.key = key;
    this.lines = lines;
  }

  boolean ordered() {
    return !key.isEmpty();
  }

  synchronized void add(Outgoing task, boolean atOnce) {
    waiting.add(task);
    bytes += task.bytes();
    hurried |= atOnce;
  }

  /** Sends all requests that may go out now. */
  void send() {
    for (var batch = next(); !batch.isEmpty(); batch = next()) {
      new Delivery(context, this, batch).begin();
    }
  }

  /** Lets nothing wait for others any more. */
  void hurry() {
    synchronized (this) {
      hurried = true;
    }
    send();
  }

  /** Takes note that one more delivery is under way. */
  synchronized void begun() {
    deliveries++;
  }

  /** A delivery has ended; the next may begin. */
  void ended() {
    synchronized (this) {
      deliveries--;
    }
    send();
    if (ordered()) {
      lines.removeIfIdle(key);
    }
  }

  /** Takes away all that wait: one before them has failed. */
  synchronized List<Outgoing> takeWaiting() {
    var all = List.copyOf(waiting);
    waiting.clear();
    bytes = 0;
    return all;
  }

  synchronized boolean isIdle() {
    return waiting.isEmpty() && deliveries == 0;
  }

  /** The tasks of a request that may go out now; empty: there is none. */
  private synchronized List<Outgoing> next() {
    if (waiting.isEmpty()) {
      hurried = false;
      return List.of();
    }
    var busy = ordered() && deliveries > 0;
    if (busy || !(hurried || full())) {
      return List.of();
    }
    deliveries++;
    return take();
  }

  private boolean full() {
    return waiting.size() >= context.batching().tasks() || bytes >= context.batching().bytes();
  }

  private List<Outgoing> take() {
    var batching = context.batching();
    var batch = new ArrayList<Outgoing>();
    var size = 0L;
    do {
      var task = waiting.remove();
      batch.add(task);
      size += task.bytes();
    } while (!waiting.isEmpty()
        && batch.size() < batching.tasks()
        && size + waiting.element().bytes() <= batching.bytes());
    bytes -= size;
    return batch;
  }
}
