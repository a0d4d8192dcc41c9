package dev.taskworkers.operator.pool;

import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.operator.pool.spec.Pool;
import dev.taskworkers.runtime.UsageException;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** Finds two pools on one subscription: each would scale for all of its tasks. */
final class SubscriptionConflicts {
  private static final Comparator<TaskWorkerPool> OLDEST =
      Comparator.comparing((TaskWorkerPool pool) -> pool.getMetadata().getCreationTimestamp())
          .thenComparing(pool -> pool.getMetadata().getUid());

  private SubscriptionConflicts() {}

  /**
   * Lets the older of two pools work.
   *
   * @param all pools that name the subscription of {@code pool}
   * @param isValid whether a pool is; an invalid one runs no worker
   * @throws UsageException for the younger one
   */
  static void check(
      Pool pool,
      TaskWorkerPool resource,
      List<TaskWorkerPool> all,
      Predicate<TaskWorkerPool> isValid) {
    all.stream()
        .filter(other -> !other.getMetadata().getUid().equals(pool.uid()))
        .filter(other -> other.getMetadata().getDeletionTimestamp() == null)
        .filter(other -> OLDEST.compare(other, resource) < 0)
        .filter(isValid)
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
}
