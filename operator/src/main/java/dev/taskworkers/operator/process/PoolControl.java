// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import dev.taskworkers.operator.pool.PoolMetrics;
import dev.taskworkers.operator.pool.PoolReconciler;
import dev.taskworkers.operator.pool.PoolStates;
import dev.taskworkers.operator.pool.PoolWatches;
import dev.taskworkers.operator.pool.Subscriptions;
import dev.taskworkers.operator.pool.timeline.Mark;
import dev.taskworkers.operator.pool.timeline.PoolHistory;
import dev.taskworkers.operator.signals.arrivals.ArrivalSource;
import dev.taskworkers.operator.signals.workers.HttpWorkers;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/** The reconciler of one term, and what has to be tended and closed with it. */
final class PoolControl implements AutoCloseable {
  private final PoolReconciler reconciler;
  private final PoolWatches watches;
  private final PoolStates states;
  private final PoolHistory<Mark> marks;
  private final Subscriptions subscriptions;
  private final ArrivalSource arrivals;
  private final HttpWorkers workers;
  private final OrderKeys keys;
  private final WatchedNamespaces namespaces;
  private final List<ExecutorService> background;

  /**
   * @param background where the term asks the API server besides reconciling; ends with this
   */
  PoolControl(
      PoolReconciler reconciler,
      PoolWatches watches,
      PoolStates states,
      PoolHistory<Mark> marks,
      Subscriptions subscriptions,
      ArrivalSource arrivals,
      HttpWorkers workers,
      OrderKeys keys,
      WatchedNamespaces namespaces,
      List<ExecutorService> background) {
    this.reconciler = reconciler;
    this.watches = watches;
    this.states = states;
    this.marks = marks;
    this.subscriptions = subscriptions;
    this.arrivals = arrivals;
    this.workers = workers;
    this.keys = keys;
    this.namespaces = namespaces;
    this.background = background;
  }

  PoolReconciler reconciler() {
    return reconciler;
  }

  /** What Prometheus reads of each pool. */
  Collection<PoolMetrics.Row> rows() {
    return states.rows();
  }

  /** How many namespaces are left out because the operator may not watch them. */
  int unwatchedNamespaces() {
    return namespaces.unwatched();
  }

  /** All pools, a line each; to be asked for when the term has begun. */
  String list(Instant now) {
    states.begin(watches.pools());
    return states.list(now, namespaces.watched()).json();
  }

  /**
   * What is at {@code NAMESPACE/NAME}: all that is held of a pool; and below that its {@code
   * timeline}, all {@code decisions} and its last {@code hour}. To be asked for when the term has
   * begun.
   */
  Optional<String> page(String path, Instant now) {
    states.begin(watches.pools());
    // A pool may have such a name itself.
    var parts = path.split("/", -1);
    if (parts.length != 3) {
      return states.view(path);
    }
    var pool = parts[0] + "/" + parts[1];
    return switch (parts[2]) {
      case "timeline" -> states.timeline(pool, marks.of(pool), now);
      case "decisions" -> states.decisions(pool, marks.of(pool));
      case "hour" -> states.hour(pool, now);
      default -> Optional.empty();
    };
  }

  /** Called every few seconds. */
  void tend(Instant now) {
    arrivals.tend(now);
    keys.tend(now);
    namespaces.tend(now);
  }

  /** To be called while this operator still leads, before it stops in order. */
  void stopping() {
    arrivals.deleteLeft();
  }

  /** Asks and listens no more, and leaves the doorbells to whoever leads next. */
  @Override
  public void close() {
    background.forEach(ExecutorService::shutdownNow);
    workers.close();
    arrivals.close();
    subscriptions.close();
  }
}
