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
record TaskLines(Map<String, String> attributes, String orderingKey) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final String TEXT =
      ". To send the line itself as a task, write it as the string of the field data.";

  private static final Set<String> FIELDS = Set.of("data", "attributes", "orderingKey");

  /**
   * @throws IllegalArgumentException with a sentence, when Pub/Sub would refuse the task, or a
   *     field is no string
   */
  Task read(String line) {
    var task = structured(line);
    task.ifPresent(TaskLines::refuse);
    return task.map(this::task)
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
    return !line.isEmpty()
        && line.properties().stream().allMatch(field -> FIELDS.contains(field.getKey()));
  }

  /** A value of another type would be a slip that no worker could tell from a task. */
  private static void refuse(JsonNode task) {
    for (var field : task.properties()) {
      if (!field.getKey().equals("attributes")) {
        requireString(field.getKey(), field.getValue());
      } else if (!field.getValue().isObject()) {
        throw new IllegalArgumentException(
            "attributes: expected an object of strings, but found " + field.getValue() + TEXT);
      } else {
        for (var attribute : field.getValue().properties()) {
          requireString("attributes." + attribute.getKey(), attribute.getValue());
        }
      }
    }
  }

  private static void requireString(String field, JsonNode value) {
    if (!value.isTextual()) {
      throw new IllegalArgumentException(field + ": expected a string, but found " + value + TEXT);
    }
  }
}
