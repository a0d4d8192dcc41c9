// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import dev.taskworkers.operator.ResourceName;

/** Where the new tasks of subscriptions are learned of. */
@FunctionalInterface
public interface ArrivalSource {
  /**
   * A watch on {@code subscription}, which opens nothing in the cloud before it is asked.
   *
   * @param tenant on whose behalf it is watched, the first if there are several
   * @param onRing is run when a task arrives at an empty pool, on a thread of the network
   */
  ArrivalWatch watch(ResourceName subscription, String tenant, Runnable onRing);
}
