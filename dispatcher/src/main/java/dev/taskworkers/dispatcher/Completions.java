// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.dispatcher;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * Completes the futures of a request, one after the other. What hangs on one may block, even until
 * the next one is complete: where that is seen, each of the others gets a thread of its own.
 */
final class Completions {
  private static final long BETWEEN_LOOKS = Duration.ofMillis(100).toNanos();

  private final Timer timer;
  private final Executor threads;
  private final Set<Row> running = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean watched = new AtomicBoolean();

  Completions(Timer timer, Executor threads) {
    this.timer = timer;
    this.threads = threads;
  }

  /** Completes each of {@code size} futures, by its number. */
  void run(int size, IntConsumer completing) {
    if (size == 1) {
      completing.accept(0);
      return;
    }
    var row = new Row(size, completing);
    running.add(row);
    watch();
    row.run();
    running.remove(row);
  }

  private void watch() {
    if (watched.compareAndSet(false, true)) {
      timer.after(BETWEEN_LOOKS, this::look);
    }
  }

  private void look() {
    watched.set(false);
    running.removeIf(Row::relieved);
    if (!running.isEmpty()) {
      watch();
    }
  }

  /** The futures of one request. */
  private final class Row {
    private final int size;
    private final IntConsumer completing;
    private final AtomicInteger next = new AtomicInteger();
    private volatile int seen;

    Row(int size, IntConsumer completing) {
      this.size = size;
      this.completing = completing;
    }

    void run() {
      for (var each = next(); each < size; each = next()) {
        completing.accept(each);
      }
    }

    private int next() {
      return next.getAndIncrement();
    }

    /** Whether it stood still since the last look, so that others were given what is left. */
    boolean relieved() {
      var now = next.get();
      if (now != seen) {
        seen = now;
        return false;
      }
      for (var each = next(); each < size; each = next()) {
        var one = each;
        threads.execute(() -> completing.accept(one));
      }
      return true;
    }
  }
}
