package dev.taskworkers.operator.pool;

import com.google.pubsub.v1.SubscriptionName;
import dev.taskworkers.operator.preflight.CachedCheck;
import dev.taskworkers.operator.preflight.Preflight;
import dev.taskworkers.operator.signals.arrivals.ArrivalSource;
import dev.taskworkers.operator.signals.arrivals.ArrivalWatch;
import dev.taskworkers.operator.signals.backlog.BacklogSource;
import dev.taskworkers.operator.signals.backlog.BacklogWatch;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** All that is held of one subscription while at least one pool uses it. */
public final class SubscriptionState implements AutoCloseable {
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final BacklogWatch backlog;
  private final ArrivalWatch arrivals;
  private final CachedCheck check;

  public SubscriptionState(
      SubscriptionName name, BacklogSource backlog, ArrivalSource arrivals, Preflight preflight) {
    this.backlog = backlog.watch(name);
    this.arrivals = arrivals.watch(name, () -> listeners.forEach(Runnable::run));
    this.check = preflight.subscription(name);
  }

  BacklogWatch backlog() {
    return backlog;
  }

  ArrivalWatch arrivals() {
    return arrivals;
  }

  /** Whether workers can pull from it. */
  CachedCheck check() {
    return check;
  }

  /** Has {@code listener} run when a task arrives while its pool is empty. */
  public void listen(Runnable listener) {
    listeners.add(listener);
  }

  /** Takes {@link #listen} back. */
  public void unlisten(Runnable listener) {
    listeners.remove(listener);
  }

  @Override
  public void close() {
    arrivals.close();
    backlog.close();
  }
}
