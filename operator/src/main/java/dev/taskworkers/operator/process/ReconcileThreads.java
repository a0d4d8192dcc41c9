// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import dev.taskworkers.operator.Seats;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The threads that reconcile. One waits as long as the API server takes for a write, which is up to
 * a tenant: his admission webhook may never answer. So a look takes a seat of its namespace, and
 * those that find none stand in line, looked at again when one is free. Nobody overtakes there: a
 * pool comes again at each of its ticks, and a new one would wait for as long as others do.
 */
final class ReconcileThreads extends ThreadPoolExecutor {
  /** Of one namespace at once: a look takes a millisecond, or as long as its writes take. */
  static final int OF_NAMESPACE = 16;

  /** A quarter of them is as much as one namespace may hold, and as much again. */
  private static final int THREADS = 128;

  private final Seats seats;
  private final Map<String, Line> lines = new LinkedHashMap<>();
  private final ThreadLocal<Seats.Seat> held = new ThreadLocal<>();
  private final Consumer<ResourceID> ring;

  /**
   * @param ring has a pool looked at now
   */
  ReconcileThreads(Consumer<ResourceID> ring) {
    super(THREADS, THREADS, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
    this.seats = new Seats(THREADS, OF_NAMESPACE);
    this.ring = ring;
  }

  /** Those of a namespace who found no seat, by their tickets. */
  private static final class Line {
    private final NavigableMap<Long, ResourceID> waiting = new TreeMap<>();

    /** Also of those who were called and have not come yet: they keep their place. */
    private final Map<ResourceID, Long> tickets = new HashMap<>();

    private long last;

    /** Whether nobody waits who was there before {@code pool}. */
    boolean isTurnOf(ResourceID pool) {
      return waiting.isEmpty() || waiting.firstKey() >= tickets.getOrDefault(pool, last + 1);
    }

    void join(ResourceID pool) {
      waiting.put(tickets.computeIfAbsent(pool, absent -> ++last), pool);
    }

    void leave(ResourceID pool) {
      var ticket = tickets.remove(pool);
      if (ticket != null) {
        waiting.remove(ticket);
      }
    }

    ResourceID call() {
      return waiting.pollFirstEntry().getValue();
    }
  }

  /**
   * Whether the current thread may reconcile {@code pool}; it then holds its seat until it is free,
   * since the status is written after the reconciler has returned. If not, the pool is looked at
   * again in its turn.
   */
  boolean mayReconcile(ResourceID pool) {
    var namespace = pool.getNamespace().orElse("");
    Optional<ResourceID> called = Optional.empty();
    synchronized (lines) {
      var line = lines.computeIfAbsent(namespace, absent -> new Line());
      var seat = line.isTurnOf(pool) ? seats.take(namespace) : Optional.<Seats.Seat>empty();
      if (seat.isPresent()) {
        held.set(seat.get());
        line.leave(pool);
      } else {
        line.join(pool);
        // Who was first may exist no more.
        called = seats.has(namespace) ? Optional.of(line.call()) : Optional.empty();
      }
      forget(namespace);
    }
    called.ifPresent(ring);
    return held.get() != null;
  }

  @Override
  protected void afterExecute(Runnable task, Throwable problem) {
    var seat = held.get();
    if (seat != null) {
      held.remove();
      seat.leave();
      next().ifPresent(ring);
    }
  }

  /** The pool that has waited longest of the namespace whose last turn is longest ago. */
  private Optional<ResourceID> next() {
    synchronized (lines) {
      var namespace = lines.keySet().stream().filter(seats::has).findFirst();
      return namespace.map(
          name -> {
            var line = lines.remove(name);
            lines.put(name, line);
            var pool = line.call();
            forget(name);
            return pool;
          });
    }
  }

  private void forget(String namespace) {
    if (lines.get(namespace).waiting.isEmpty()) {
      lines.remove(namespace);
    }
  }
}
