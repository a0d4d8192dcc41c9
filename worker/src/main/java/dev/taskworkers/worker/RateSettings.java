// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker;

import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.protocol.PullMode;
import dev.taskworkers.protocol.Rate;
import dev.taskworkers.runtime.Environment;
import dev.taskworkers.runtime.UsageException;
import dev.taskworkers.worker.loop.RateLimits;
import java.util.Optional;

/** Reads the limits of the rate of tasks from the environment; see {@link EnvVars}. */
final class RateSettings {
  private RateSettings() {}

  static RateLimits read(Environment environment, PullMode pull) {
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
    var text = environment.text(name, "");
    return text.isEmpty() ? Optional.empty() : Optional.of(Rate.parse(text, name));
  }
}
