// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.operator.CachedCheck;
import dev.taskworkers.operator.Preflight;
import dev.taskworkers.operator.ResourceName;
import dev.taskworkers.operator.signals.arrivals.ArrivalSource;
import dev.taskworkers.operator.signals.arrivals.ArrivalWatch;
import dev.taskworkers.operator.signals.backlog.BacklogSource;
import dev.taskworkers.operator.signals.backlog.BacklogWatch;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;

/**
 * All that is held of one subscription while at least one pool names it: what it is like, and while
 * at least one listens, its samples and arrivals. Until then nothing is asked but what it is like.
 */
final class SubscriptionState implements AutoCloseable {
  private final Set<Listener> listeners = new CopyOnWriteArraySet<>();
  private final ResourceName name;
  private final BacklogSource backlog;
  private final ArrivalSource arrivals;
  private final CachedCheck check;
  private Optional<Signals> signals = Optional.empty();
  private boolean closed;

  SubscriptionState(
      ResourceName name, BacklogSource backlog, ArrivalSource arrivals, Preflight preflight) {
    this.name = name;
    this.backlog = backlog;
    this.arrivals = arrivals;
    this.check = preflight.subscription(name);
  }

  /** One pool, as long as it names the subscription; each is told from each other. */
  static final class Listener {
    private final String namespace;
    private final Runnable onRing;

    /**
     * @param namespace of the pool
     * @param onRing is run when a task arrives while the pool is empty
     */
    Listener(String namespace, Runnable onRing) {
      this.namespace = namespace;
      this.onRing = onRing;
    }
  }

  /** What is observed of the subscription. */
  record Signals(BacklogWatch backlog, ArrivalWatch arrivals) {}

  /** Whether workers can pull from it. */
  CachedCheck check() {
    return check;
  }

  /** Observes it for one more pool; nothing once this is closed. */
  synchronized void listen(Listener listener) {
    if (closed) {
      return;
    }
    if (signals.isEmpty()) {
      signals = Optional.of(open(listener.namespace));
    }
    listeners.add(listener);
  }

  private Signals open(String namespace) {
    var watch = backlog.watch(name);
    try {
      return new Signals(watch, arrivals.watch(name, namespace, this::ring));
    } catch (RuntimeException | OutOfMemoryError e) {
      // It is tried again: what is open must not be in the way then.
      watch.close();
      throw e;
    }
  }

  private void ring() {
    listeners.forEach(listener -> listener.onRing.run());
  }

  /** What is observed for {@code listener}; empty unless it listens. */
  synchronized Optional<Signals> signals(Listener listener) {
    return signals.filter(any -> listeners.contains(listener));
  }

  /** Takes {@link #listen} back; the last one ends what is observed. */
  synchronized void unlisten(Listener listener) {
    listeners.remove(listener);
    if (listeners.isEmpty()) {
      signals.ifPresent(SubscriptionState::end);
      signals = Optional.empty();
    }
  }

  private static void end(Signals signals) {
    signals.arrivals().close();
    signals.backlog().close();
  }

  /** For good. */
  @Override
  public synchronized void close() {
    closed = true;
    listeners.clear();
    signals.ifPresent(SubscriptionState::end);
    signals = Optional.empty();
  }
}
