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
import java.util.function.Predicate;
import java.util.function.Supplier;

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
  private final Predicate<ResourceID> ring;

  /**
   * @param ring has a pool looked at now; false: it exists no more
   */
  ReconcileThreads(Predicate<ResourceID> ring) {
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

    Optional<ResourceID> call() {
      return Optional.ofNullable(waiting.pollFirstEntry()).map(Map.Entry::getValue);
    }
  }

  /**
   * Whether the current thread may reconcile {@code pool}; it then holds its seat until it is free,
   * since the status is written after the reconciler has returned. If not, the pool is looked at
   * again in its turn.
   */
  boolean mayReconcile(ResourceID pool) {
    var namespace = namespace(pool);
    synchronized (lines) {
      var line = lines.computeIfAbsent(namespace, absent -> new Line());
      var seat = line.isTurnOf(pool) ? seats.take(namespace) : Optional.<Seats.Seat>empty();
      if (seat.isPresent()) {
        held.set(seat.get());
        leave(pool);
        return true;
      }
      line.join(pool);
    }
    // Who is first may have been called, and exist no more.
    ring(() -> seats.has(namespace) ? call(namespace) : Optional.empty());
    return false;
  }

  @Override
  protected void afterExecute(Runnable task, Throwable problem) {
    var seat = held.get();
    if (seat != null) {
      held.remove();
      seat.leave();
      ring(this::next);
    }
  }

  private void ring(Supplier<Optional<ResourceID>> next) {
    for (var called = next.get(); called.isPresent(); called = next.get()) {
      if (ring.test(called.get())) {
        return;
      }
      leave(called.get());
    }
  }

  /** The pool that has waited longest of the namespace whose last turn is longest ago. */
  private Optional<ResourceID> next() {
    synchronized (lines) {
      return lines.entrySet().stream()
          .filter(line -> !line.getValue().waiting.isEmpty() && seats.has(line.getKey()))
          .map(Map.Entry::getKey)
          .findFirst()
          .flatMap(this::call);
    }
  }

  private Optional<ResourceID> call(String namespace) {
    synchronized (lines) {
      var line = lines.remove(namespace);
      if (line == null) {
        return Optional.empty();
      }
      lines.put(namespace, line);
      return line.call();
    }
  }

  private void leave(ResourceID pool) {
    synchronized (lines) {
      lines.computeIfPresent(
          namespace(pool),
          (name, line) -> {
            line.leave(pool);
            return line.tickets.isEmpty() ? null : line;
          });
    }
  }

  private static String namespace(ResourceID pool) {
    return pool.getNamespace().orElse("");
  }
}
