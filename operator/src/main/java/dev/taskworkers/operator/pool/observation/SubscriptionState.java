package dev.taskworkers.operator.pool.observation;

import com.google.pubsub.v1.SubscriptionName;
import dev.taskworkers.operator.preflight.CachedCheck;
import dev.taskworkers.operator.preflight.Preflight;
import dev.taskworkers.operator.signals.arrivals.ArrivalSource;
import dev.taskworkers.operator.signals.arrivals.ArrivalWatch;
import dev.taskworkers.operator.signals.backlog.BacklogSource;
import dev.taskworkers.operator.signals.backlog.BacklogWatch;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.Supplier;

/**
 * All that is held of one subscription while at least one pool names it: what it is like, and while
 * at least one listens, its samples and arrivals. Until then nothing is asked but what it is like.
 */
public final class SubscriptionState implements AutoCloseable {
  private final Set<Runnable> listeners = new CopyOnWriteArraySet<>();
  private final Supplier<BacklogWatch> openBacklog;
  private final Supplier<ArrivalWatch> openArrivals;
  private final CachedCheck check;
  private Optional<BacklogWatch> backlog = Optional.empty();
  private Optional<ArrivalWatch> arrivals = Optional.empty();
  private boolean isOpen;

  public SubscriptionState(
      SubscriptionName name, BacklogSource backlog, ArrivalSource arrivals, Preflight preflight) {
    this.openBacklog = () -> backlog.watch(name);
    this.openArrivals = () -> arrivals.watch(name, () -> listeners.forEach(Runnable::run));
    this.check = preflight.subscription(name);
  }

  /** Of one that somebody has listened to. */
  synchronized BacklogWatch backlog() {
    return backlog.orElseThrow();
  }

  /** Of one that somebody has listened to. */
  synchronized ArrivalWatch arrivals() {
    return arrivals.orElseThrow();
  }

  /** Whether workers can pull from it. */
  public CachedCheck check() {
    return check;
  }

  /** Has {@code listener} run when a task arrives while its pool is empty; once is enough. */
  public synchronized void listen(Runnable listener) {
    listeners.add(listener);
    if (!isOpen) {
      isOpen = true;
      backlog = Optional.of(openBacklog.get());
      arrivals = Optional.of(openArrivals.get());
    }
  }

  /** Takes {@link #listen} back. */
  public synchronized void unlisten(Runnable listener) {
    listeners.remove(listener);
    if (listeners.isEmpty()) {
      close();
    }
  }

  @Override
  public synchronized void close() {
    if (isOpen) {
      isOpen = false;
      arrivals().close();
      backlog().close();
    }
  }
}
