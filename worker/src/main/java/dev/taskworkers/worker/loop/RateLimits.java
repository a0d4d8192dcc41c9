// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import dev.taskworkers.protocol.Rate;
import java.util.Optional;

/**
 * How many tasks may be started.
 *
 * @param perPod by this worker
 * @param perPool by all workers of the pool together, each of which gets an equal share
 * @param pods among how many the pool's rate is divided until somebody tells
 */
public record RateLimits(Optional<Rate> perPod, Optional<Rate> perPool, int pods) {
  public static final RateLimits NONE = new RateLimits(Optional.empty(), Optional.empty(), 1);

  /** True when there is one. */
  public boolean any() {
    return perPod.isPresent() || perPool.isPresent();
  }
}
