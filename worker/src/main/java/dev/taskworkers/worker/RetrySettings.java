// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker;

import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.protocol.GoDuration;
import dev.taskworkers.runtime.Backoff;
import dev.taskworkers.runtime.Environment;
import dev.taskworkers.runtime.UsageException;
import dev.taskworkers.worker.failure.FailurePolicy;
import java.time.Duration;

/** Reads from the environment what becomes of failed tasks; see {@link EnvVars}. */
final class RetrySettings {
  /** As in a pool: what always fails would never be in the dead-letter topic otherwise. */
  private static final int USUAL_ATTEMPTS = 5;

  private RetrySettings() {}

  static FailurePolicy read(Environment environment, boolean deadLetters) {
    var min = GoDuration.read(environment, EnvVars.RETRY_MIN_BACKOFF, Duration.ofSeconds(10));
    var max = GoDuration.read(environment, EnvVars.RETRY_MAX_BACKOFF, Duration.ofMinutes(10));
    if (max.compareTo(min) < 0) {
      throw new UsageException(
          EnvVars.RETRY_MAX_BACKOFF
              + " must not be shorter than "
              + EnvVars.RETRY_MIN_BACKOFF
              + ".");
    }
    if (max.compareTo(FailurePolicy.LONGEST_DELAY) > 0) {
      throw new UsageException(
          EnvVars.RETRY_MAX_BACKOFF
              + ": Pub/Sub can't hold a task back for more than 10m; use"
              + " 10m or less.");
    }
    var attempts =
        environment.number(
            EnvVars.RETRY_MAX_ATTEMPTS,
            deadLetters ? USUAL_ATTEMPTS : FailurePolicy.UNLIMITED,
            1,
            FailurePolicy.UNLIMITED);
    return new FailurePolicy((int) attempts, new Backoff(min, max), deadLetters);
  }
}
