// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.api;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * One task, as it was published.
 *
 * @param id Pub/Sub's message id, the same at each delivery
 * @param payload the data
 * @param attributes what the publisher wrote beside the data
 * @param orderingKey tasks of one key arrive in order; empty when the task has none
 * @param publishTime when Pub/Sub accepted it
 */
public record Task(
    String id,
    Payload payload,
    Map<String, String> attributes,
    String orderingKey,
    Instant publishTime) {
  public Task {
    requireAll(id, payload, attributes, orderingKey, publishTime);
    attributes = Map.copyOf(attributes);
  }

  private static void requireAll(Object... parts) {
    for (var part : parts) {
      Objects.requireNonNull(
          part,
          "A task needs an id, a payload, attributes, an ordering key, which may be empty, and a"
              + " publish time; one of them is null.");
    }
  }
}
