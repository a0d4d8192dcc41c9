// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.protocol.PullMode;
import dev.taskworkers.protocol.Rate;
import dev.taskworkers.runtime.Environment;
import dev.taskworkers.runtime.UsageException;
import java.util.Optional;

/**
 * How many tasks may be started.
 *
 * @param perPod by this worker
 * @param perPool by all workers of the pool together; each keeps to an equal share until the
 *     operator tells it another
 * @param pods among how many the pool's rate is divided until somebody tells
 */
public record RateLimits(Optional<Rate> perPod, Optional<Rate> perPool, int pods) {
  public static final RateLimits NONE = new RateLimits(Optional.empty(), Optional.empty(), 1);

  /**
   * Reads them from the environment; see {@link EnvVars}.
   *
   * @throws UsageException when a value can't be used, or can't be used with {@code pull}
   */
  public static RateLimits read(Environment environment, PullMode pull) {
    var limits =
        new RateLimits(
            rate(environment, EnvVars.RATE_LIMIT),
            rate(environment, EnvVars.POOL_RATE_LIMIT),
            (int) environment.number(EnvVars.POOL_PODS, 1, 1, 10_000));
    if (limits.any() && pull == PullMode.STREAMING) {
      throw new UsageException(
          "A stream can't be slowed down: with "
              + EnvVars.RATE_LIMIT
              + " or"
              + " "
              + EnvVars.POOL_RATE_LIMIT
              + ", "
              + EnvVars.PULL
              + " must be unary.");
    }
    return limits;
  }

  private static Optional<Rate> rate(Environment environment, String name) {
    return environment.text(name).map(text -> Rate.parse(text, name));
  }

  /** True when there is one. */
  public boolean any() {
    return perPod.isPresent() || perPool.isPresent();
  }
}
