// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.spec;

import static dev.taskworkers.operator.pool.spec.PoolValidation.moreThanZero;
import static dev.taskworkers.runtime.UsageException.expect;

import dev.taskworkers.crds.DeduplicationSpec;
import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.protocol.GoDuration;
import java.time.Duration;
import java.util.Map;

/**
 * When two tasks are the same.
 *
 * @param attribute tasks with the same value of it are the same task
 * @param window for how long a pod remembers what it has done; more than 0
 */
record Deduplication(String attribute, Duration window) {
  static Deduplication read(DeduplicationSpec given) {
    expect(
        given.attribute() != null && !given.attribute().isEmpty(),
        "spec.deduplication.attribute: expected the name of an attribute, for example"
            + " order-id, but found none");
    return new Deduplication(
        given.attribute(), moreThanZero(given.window(), "spec.deduplication.window"));
  }

  void addTo(Map<String, String> variables) {
    variables.put(EnvVars.DEDUPLICATION_ATTRIBUTE, attribute);
    variables.put(EnvVars.DEDUPLICATION_WINDOW, GoDuration.format(window));
  }
}
