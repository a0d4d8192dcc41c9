package dev.taskworkers.operator.process;

import dev.taskworkers.operator.pool.PoolMetrics;
import dev.taskworkers.operator.pool.PoolReconciler;
import dev.taskworkers.operator.pool.PoolStates;
import dev.taskworkers.operator.pool.Subscriptions;
import dev.taskworkers.operator.signals.arrivals.ArrivalWatches;
import dev.taskworkers.operator.signals.workers.HttpWorkers;
import java.time.Instant;
import java.util.Optional;

/** The reconciler of one term, and what has to be tended and closed with it. */
final class PoolControl implements AutoCloseable {
  private final PoolReconciler reconciler;
  private final PoolStates states;
  private final PoolMetrics metrics;
  private final Subscriptions subscriptions;
  private final ArrivalWatches arrivals;
  private final HttpWorkers workers;
  private final OrderKeys keys;
  private final WatchedNamespaces namespaces;

  PoolControl(
      PoolReconciler reconciler,
      PoolStates states,
      PoolMetrics metrics,
      Subscriptions subscriptions,
      ArrivalWatches arrivals,
      HttpWorkers workers,
      OrderKeys keys,
      WatchedNamespaces namespaces) {
    this.reconciler = reconciler;
    this.states = states;
    this.metrics = metrics;
    this.subscriptions = subscriptions;
    this.arrivals = arrivals;
    this.workers = workers;
    this.keys = keys;
    this.namespaces = namespaces;
  }

  PoolReconciler reconciler() {
    return reconciler;
  }

  /** What Prometheus reads of the pools. */
  String metrics() {
    return metrics.text(states.rows());
  }

  /** The names of the pools. */
  String names() {
    return states.names();
  }

  /** What is held of a pool. */
  Optional<String> view(String pool) {
    return states.view(pool);
  }

  /** Called every few seconds. */
  void tend(Instant now) {
    arrivals.tend(now);
    keys.tend(now);
    namespaces.tend(now);
  }

  /** Asks and listens no more, and leaves the doorbells to whoever leads next. */
  @Override
  public void close() {
    workers.close();
    arrivals.close();
    subscriptions.close();
  }
}
