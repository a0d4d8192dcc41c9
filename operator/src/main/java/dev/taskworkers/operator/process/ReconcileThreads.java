// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import dev.taskworkers.operator.Seats;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The threads that reconcile. One waits as long as the API server takes for a write, which is up to
 * a tenant: his admission webhook may never answer. So a look takes a seat of its namespace, and
 * those that find none stand in line, looked at again when one is free.
 */
final class ReconcileThreads extends ThreadPoolExecutor {
  /** Of one namespace at once: a look takes a millisecond, or as long as its writes take. */
  static final int OF_NAMESPACE = 16;

  /** A quarter of them is as much as one namespace may hold, and as much again. */
  private static final int THREADS = 128;

  private final Seats seats;
  private final Map<String, Set<ResourceID>> lines = new LinkedHashMap<>();
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

  /**
   * Whether the current thread may reconcile {@code pool}; it then holds its seat until it is free,
   * since the status is written after the reconciler has returned. If not, the pool is looked at
   * again in its turn.
   */
  boolean mayReconcile(ResourceID pool) {
    var namespace = pool.getNamespace().orElse("");
    synchronized (lines) {
      var line = lines.computeIfAbsent(namespace, absent -> new LinkedHashSet<>());
      var seat = seats.take(namespace);
      seat.ifPresentOrElse(held::set, () -> line.add(pool));
      if (seat.isPresent()) {
        line.remove(pool);
      }
      if (line.isEmpty()) {
        lines.remove(namespace);
      }
      return seat.isPresent();
    }
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
            var pool = line.iterator().next();
            line.remove(pool);
            if (!line.isEmpty()) {
              lines.put(name, line);
            }
            return pool;
          });
    }
  }
}
