// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.spec;

import static dev.taskworkers.operator.pool.spec.PoolValidation.atLeast;
import static dev.taskworkers.runtime.UsageException.expect;

import dev.taskworkers.crds.RetrySpec;
import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.protocol.GoDuration;
import dev.taskworkers.protocol.Redelivery;
import java.time.Duration;
import java.util.Map;

/**
 * When a task that failed runs again.
 *
 * @param maxAttempts runs of one task, the first among them; at least 1
 * @param minBackoff shortest delay before a task that failed runs again
 * @param maxBackoff longest delay before any run; from {@code minBackoff} to 10 min
 */
record Retry(int maxAttempts, Duration minBackoff, Duration maxBackoff) {
  static Retry read(RetrySpec given) {
    var shortest = GoDuration.parse(given.minBackoff(), "spec.retry.minBackoff");
    var longest = GoDuration.parse(given.maxBackoff(), "spec.retry.maxBackoff");
    expect(
        shortest.compareTo(longest) <= 0,
        "spec.retry.minBackoff must not be longer than spec.retry.maxBackoff");
    expect(
        longest.compareTo(Redelivery.LONGEST_DELAY) <= 0,
        "spec.retry.maxBackoff must be at most 10m, the longest delay that Pub/Sub allows");
    atLeast(1, given.maxAttempts(), "spec.retry.maxAttempts");
    return new Retry(given.maxAttempts(), shortest, longest);
  }

  void addTo(Map<String, String> variables) {
    variables.put(EnvVars.RETRY_MAX_ATTEMPTS, String.valueOf(maxAttempts));
    variables.put(EnvVars.RETRY_MIN_BACKOFF, GoDuration.format(minBackoff));
    variables.put(EnvVars.RETRY_MAX_BACKOFF, GoDuration.format(maxBackoff));
  }
}
