// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The threads that reconcile. One waits as long as the API server takes for a write, which is up to
 * a tenant: his admission webhook may never answer. So the pools of one namespace have a fixed
 * share of the threads, and those that find it taken stand in line, looked at again when a thread
 * of their namespace is free.
 */
final class ReconcileThreads extends ThreadPoolExecutor {
  /** Of one namespace at once: a look takes a millisecond, or as long as its writes take. */
  static final int OF_NAMESPACE = 16;

  /** As many namespaces may hold all of their share before others have to wait. */
  private static final int SHARES = 4;

  private static final class Line {
    private final Set<ResourceID> waiting = new LinkedHashSet<>();
    private int running;
  }

  private final Map<String, Line> lines = new HashMap<>();
  private final ThreadLocal<String> running = new ThreadLocal<>();
  private final Consumer<ResourceID> ring;

  /**
   * @param ring has a pool looked at now
   */
  ReconcileThreads(Consumer<ResourceID> ring) {
    super(
        SHARES * OF_NAMESPACE,
        SHARES * OF_NAMESPACE,
        0,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>());
    this.ring = ring;
  }

  /**
   * Whether the current thread may reconcile {@code pool}; it then counts for the pool's namespace
   * until it is free, since the status is written after the reconciler has returned. If not, the
   * pool is looked at again in its turn.
   */
  boolean mayReconcile(ResourceID pool) {
    var namespace = pool.getNamespace().orElse("");
    synchronized (lines) {
      var line = lines.computeIfAbsent(namespace, absent -> new Line());
      if (line.running >= OF_NAMESPACE) {
        line.waiting.add(pool);
        return false;
      }
      line.waiting.remove(pool);
      line.running++;
    }
    running.set(namespace);
    return true;
  }

  @Override
  protected void afterExecute(Runnable task, Throwable problem) {
    var namespace = running.get();
    if (namespace != null) {
      running.remove();
      next(namespace);
    }
  }

  private void next(String namespace) {
    ResourceID next = null;
    synchronized (lines) {
      var line = lines.get(namespace);
      line.running--;
      var waiting = line.waiting.iterator();
      if (waiting.hasNext()) {
        next = waiting.next();
        waiting.remove();
      }
      if (line.running == 0 && line.waiting.isEmpty()) {
        lines.remove(namespace);
      }
    }
    if (next != null) {
      ring.accept(next);
    }
  }
}
