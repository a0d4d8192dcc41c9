package dev.taskworkers.worker.api;

import java.time.Instant;
import java.util.Map;

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
    attributes = Map.copyOf(attributes);
  }
}
