package dev.taskworkers.operator.pool;

import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.operator.pool.spec.Pool;
import dev.taskworkers.operator.pool.spec.PoolValidation;
import dev.taskworkers.operator.pool.spec.ReadPools;
import dev.taskworkers.runtime.UsageException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** Finds two pools on one subscription: each would scale for all of its tasks. */
final class Rivals {
  private static final Comparator<TaskWorkerPool> OLDEST =
      Comparator.comparing((TaskWorkerPool pool) -> pool.getMetadata().getCreationTimestamp())
          .thenComparing(pool -> pool.getMetadata().getUid());

  private static final String INDEX = "subscription";

  private final PoolValidation validation;
  private final ReadPools pools;

  Rivals(PoolValidation validation, ReadPools pools) {
    this.validation = validation;
    this.pools = pools;
  }

  /** Files each pool under its subscription: looking at all pools for each would not scale. */
  void index(EventSourceContext<TaskWorkerPool> context) {
    context.getPrimaryCache().addIndexer(INDEX, this::subscription);
  }

  /** Empty where it can't be told, as in a pool that is invalid. */
  private List<String> subscription(TaskWorkerPool pool) {
    try {
      return List.of(validation.subscription(pool).toString());
    } catch (UsageException e) {
      return List.of();
    }
  }

  /**
   * Lets the older of two pools work.
   *
   * @throws UsageException for the younger one
   */
  void check(Pool pool, TaskWorkerPool resource, Context<TaskWorkerPool> context, Instant now) {
    context.getPrimaryCache().byIndex(INDEX, pool.subscription().toString()).stream()
        .filter(other -> !other.getMetadata().getUid().equals(pool.uid()))
        .filter(other -> other.getMetadata().getDeletionTimestamp() == null)
        .filter(other -> OLDEST.compare(other, resource) < 0)
        .filter(other -> isValid(other, now))
        .findFirst()
        .ifPresent(
            other -> {
              throw new UsageException(
                  "Pool "
                      + other.getMetadata().getNamespace()
                      + "/"
                      + other.getMetadata().getName()
                      + " already works on "
                      + pool.subscription()
                      + "; give each pool a subscription of its own.");
            });
  }

  /** An invalid pool runs no worker. */
  private boolean isValid(TaskWorkerPool other, Instant now) {
    try {
      pools.read(other, now);
      return true;
    } catch (UsageException e) {
      return false;
    }
  }
}
