package dev.taskworkers.operator.pool;

import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.operator.pool.spec.Pool;
import dev.taskworkers.operator.pool.spec.PoolValidation;
import dev.taskworkers.runtime.UsageException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.util.Comparator;

/** Finds two pools on one subscription: each would scale for all of its tasks. */
final class Rivals {
  private static final Comparator<TaskWorkerPool> OLDEST =
      Comparator.comparing((TaskWorkerPool pool) -> pool.getMetadata().getCreationTimestamp())
          .thenComparing(pool -> pool.getMetadata().getUid());

  private final PoolValidation validation;

  Rivals(PoolValidation validation) {
    this.validation = validation;
  }

  /**
   * Lets the older of two pools work.
   *
   * @throws UsageException for the younger one
   */
  void check(Pool pool, TaskWorkerPool resource, Context<TaskWorkerPool> context) {
    context
        .eventSourceRetriever()
        .getControllerEventSource()
        .list()
        .filter(other -> !other.getMetadata().getUid().equals(pool.uid()))
        .filter(other -> other.getMetadata().getDeletionTimestamp() == null)
        .filter(other -> OLDEST.compare(other, resource) < 0)
        .filter(other -> usesSubscriptionOf(pool, other))
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

  /** An invalid pool runs no worker; the subscription is compared first, as that costs little. */
  private boolean usesSubscriptionOf(Pool pool, TaskWorkerPool other) {
    try {
      return validation.subscription(other).equals(pool.subscription())
          && validation.validate(other).subscription().equals(pool.subscription());
    } catch (UsageException e) {
      return false;
    }
  }
}
