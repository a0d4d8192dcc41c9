// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.dispatch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import dev.taskworkers.dispatcher.Task;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a line as a task: JSON with no other fields than data, attributes and orderingKey, or else
 * plain text.
 *
 * @param attributes of every task; a line's own win
 * @param orderingKey of every task that has none itself
 */
public record TaskLines(Map<String, String> attributes, String orderingKey) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final Set<String> FIELDS = Set.of("data", "attributes", "orderingKey");

  /**
   * @throws IllegalArgumentException with a sentence, when Pub/Sub would refuse the task
   */
  public Task read(String line) {
    return structured(line)
        .map(this::task)
        .orElseGet(() -> new Task(ByteString.copyFromUtf8(line), attributes, orderingKey));
  }

  private Task task(JsonNode fields) {
    var all = new HashMap<>(attributes);
    fields.path("attributes").fields().forEachRemaining(e -> all.put(e.getKey(), text(e)));
    return new Task(
        ByteString.copyFromUtf8(fields.path("data").asText()),
        all,
        fields.path("orderingKey").asText(orderingKey));
  }

  private static String text(Map.Entry<String, JsonNode> attribute) {
    return attribute.getValue().asText();
  }

  private static Optional<JsonNode> structured(String line) {
    if (!line.startsWith("{")) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readTree(line)).filter(TaskLines::isTask);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static boolean isTask(JsonNode line) {
    for (var field : line.properties()) {
      var value = field.getValue();
      var fits =
          field.getKey().equals("attributes")
              ? value.isObject() && value.valueStream().allMatch(JsonNode::isTextual)
              : value.isTextual();
      if (!fits || !FIELDS.contains(field.getKey())) {
        return false;
      }
    }
    return !line.isEmpty();
  }
}
