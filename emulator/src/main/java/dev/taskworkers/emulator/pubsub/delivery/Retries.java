// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub.delivery;

import com.google.pubsub.v1.RetryPolicy;
import com.google.pubsub.v1.Subscription;
import java.time.Duration;

/** When a message that failed is delivered again. */
final class Retries {
  private static final Duration DEFAULT_MINIMUM = Duration.ofSeconds(10);
  private static final Duration DEFAULT_MAXIMUM = Duration.ofSeconds(600);

  /** Enough for any minimum to reach any maximum; keeps the product small. */
  private static final int MOST_DOUBLINGS = 20;

  private Retries() {}

  /**
   * How long a message waits after its n-th failure: {@code min(maximum, minimum · 2ⁿ⁻¹)}, or not
   * at all without a retry policy. Google promises an exponential back-off between the two and
   * leaves the base open.
   */
  static Duration delay(Subscription settings, int failures) {
    return settings.hasRetryPolicy() ? delay(settings.getRetryPolicy(), failures) : Duration.ZERO;
  }

  private static Duration delay(RetryPolicy policy, int failures) {
    var minimum =
        policy.hasMinimumBackoff() ? Times.duration(policy.getMinimumBackoff()) : DEFAULT_MINIMUM;
    var maximum =
        policy.hasMaximumBackoff() ? Times.duration(policy.getMaximumBackoff()) : DEFAULT_MAXIMUM;
    var delay = minimum.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
    return delay.compareTo(maximum) > 0 ? maximum : delay;
  }
}
