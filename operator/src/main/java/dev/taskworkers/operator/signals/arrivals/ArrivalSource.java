// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import dev.taskworkers.operator.ResourceName;
import java.time.Instant;

/** Where the new tasks of subscriptions are learned of. */
@FunctionalInterface
public interface ArrivalSource extends AutoCloseable {
  /**
   * A watch on {@code subscription}, which opens nothing in the cloud before it is asked.
   *
   * @param tenant on whose behalf it is watched, the first if there are several
   * @param onRing is run when a task arrives at an empty pool, on a thread of the network
   */
  ArrivalWatch watch(ResourceName subscription, String tenant, Runnable onRing);

  /** Looks whether what listens is alive; called every few seconds. */
  default void tend(Instant now) {}

  /**
   * The operator is about to stop in order: deletes what is kept for nobody. To be called while no
   * other operator leads, which may have begun to listen to it. Waits for nothing.
   */
  default void deleteLeft() {}

  /** The operator stops: another one takes over what listens. */
  @Override
  default void close() {}
}
