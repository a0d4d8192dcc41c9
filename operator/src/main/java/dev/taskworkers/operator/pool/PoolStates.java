// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.operator.pool.spec.PoolValidation;
import dev.taskworkers.operator.pool.spec.ReadSpec;
import dev.taskworkers.operator.pool.timeline.Mark;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The home of all that is held of pools. A state begins when its pool is first looked at, or when
 * somebody asks for all pools before, and ends when the pool's deletion is seen, or another pool
 * under its name; no time runs out on it.
 */
public final class PoolStates {
  private final Map<ResourceID, PoolState> states = new ConcurrentHashMap<>();
  private final PoolValidation validation;
  private final Subscriptions subscriptions;
  private final Predicate<TaskWorkerPool> isThere;
  private final Consumer<ResourceID> ring;
  private final Consumer<PoolState> onEnd;

  /**
   * @param isThere whether that very pool exists, as the informer knows it
   * @param ring has a pool looked at now
   * @param onEnd forgets what others hold of a pool that is gone
   */
  public PoolStates(
      PoolValidation validation,
      Subscriptions subscriptions,
      Predicate<TaskWorkerPool> isThere,
      Consumer<ResourceID> ring,
      Consumer<PoolState> onEnd) {
    this.validation = validation;
    this.subscriptions = subscriptions;
    this.isThere = isThere;
    this.ring = ring;
    this.onEnd = onEnd;
  }

  /**
   * The state of {@code resource}; one that has ended where that is gone already. Its deletion may
   * have been seen between the reconciler's being given it and now, and will not be seen again.
   */
  PoolState of(TaskWorkerPool resource) {
    var id = ResourceID.fromResource(resource);
    states.compute(
        id,
        (same, known) -> {
          if (known != null && (isOf(known, resource) || !isThere.test(resource))) {
            return known;
          }
          Optional.ofNullable(known).ifPresent(this::end);
          return isThere.test(resource) ? begin(resource) : null;
        });
    return Optional.ofNullable(states.get(id))
        .filter(known -> isOf(known, resource))
        .orElseGet(() -> gone(resource));
  }

  private PoolState begin(TaskWorkerPool resource) {
    var id = ResourceID.fromResource(resource);
    return new PoolState(resource, new ReadSpec(validation), subscriptions, () -> ring.accept(id));
  }

  private PoolState gone(TaskWorkerPool resource) {
    var ended = begin(resource);
    ended.end();
    return ended;
  }

  /** Begins the states of those pools that wait for their first look: they are there, too. */
  public void begin(Stream<TaskWorkerPool> pools) {
    pools.forEach(this::of);
  }

  /** Ends the state of a pool that is gone, if there is one. */
  void remove(TaskWorkerPool gone) {
    states.computeIfPresent(
        ResourceID.fromResource(gone),
        (id, known) -> {
          if (!isOf(known, gone)) {
            return known;
          }
          end(known);
          return null;
        });
  }

  private static boolean isOf(PoolState state, TaskWorkerPool resource) {
    return state.uid().equals(resource.getMetadata().getUid());
  }

  private void end(PoolState state) {
    state.end();
    onEnd.accept(state);
  }

  /** Whether the author of {@code pool} has nothing to fix. */
  boolean isValid(TaskWorkerPool pool) {
    return of(pool).isValid(pool);
  }

  /** How many there are. */
  int size() {
    return states.size();
  }

  /** The subscription of a pool; none where it can't be told, as in one that is invalid. */
  List<String> subscriptionOf(TaskWorkerPool pool) {
    try {
      return List.of(validation.subscription(pool).toString());
    } catch (RuntimeException e) {
      // One of which nobody foresaw what is wrong must not end the index of all.
      return List.of();
    }
  }

  /** All of them, a line each. */
  public PoolList list(Instant now, Set<String> watched) {
    var rows = states.values().stream().map(state -> state.line(now));
    return new PoolList(
        PoolList.VERSION,
        now,
        rows.sorted(Comparator.comparing(PoolRow::pool)).toList(),
        watched.stream().sorted().toList());
  }

  /** What is held of the pool {@code NAMESPACE/NAME}, as a line of JSON. */
  public Optional<String> view(String key) {
    return state(key).map(state -> state.view().json());
  }

  /** The last day of the pool {@code NAMESPACE/NAME}, as a line of JSON. */
  public Optional<String> timeline(String key, List<Mark> decisions, Instant now) {
    return state(key).map(state -> state.timeline(decisions, now).json());
  }

  /** All {@code decisions} on the pool {@code NAMESPACE/NAME}, as a line of JSON. */
  public Optional<String> decisions(String key, List<Mark> decisions) {
    return state(key).map(state -> RecordJson.write(Map.of("decisions", decisions)) + "\n");
  }

  /** The last hour of the pool {@code NAMESPACE/NAME}, as a line of JSON. */
  public Optional<String> hour(String key, Instant now) {
    return state(key).map(state -> state.hour(now).json());
  }

  private Optional<PoolState> state(String key) {
    return states.values().stream().filter(state -> state.key().equals(key)).findFirst();
  }

  /** What Prometheus reads of them. */
  public Collection<PoolMetrics.Row> rows() {
    return states.values().stream().map(PoolState::row).toList();
  }
}
