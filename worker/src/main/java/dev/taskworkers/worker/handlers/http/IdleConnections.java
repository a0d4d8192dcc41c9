package dev.taskworkers.worker.handlers.http;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * Knows, as well as can be known from outside, how many connections the client has that nobody
 * uses: it says of no request whether it went out on one of them.
 */
final class IdleConnections {
  /** A little longer than the client keeps them. */
  static final Duration KEPT = Duration.ofSeconds(2);

  private final LongSupplier nanos;
  private final Deque<Long> since = new ArrayDeque<>();

  IdleConnections(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** An answer was read to its end, and its connection can be used again. */
  synchronized void freed() {
    forgetOld();
    since.addLast(nanos.getAsLong());
  }

  /** A request is sent; whether it may use a connection that was used before. */
  synchronized boolean used() {
    forgetOld();
    return since.pollLast() != null;
  }

  private void forgetOld() {
    var now = nanos.getAsLong();
    while (!since.isEmpty() && now - since.peekFirst() >= KEPT.toNanos()) {
      since.removeFirst();
    }
  }
}
