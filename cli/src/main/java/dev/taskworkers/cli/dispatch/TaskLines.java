// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.dispatch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import dev.taskworkers.dispatcher.Task;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a line as a task: JSON with no other fields than data, attributes and orderingKey, or else
 * plain text. One with the field data beside others is a slip of who writes it, and refused.
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
      var read = JSON.readTree(line);
      requireKnownFields(read);
      return Optional.of(read).filter(TaskLines::isTask);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static void requireKnownFields(JsonNode line) {
    if (!line.has("data")) {
      return;
    }
    for (var field : line.properties()) {
      if (!FIELDS.contains(field.getKey())) {
        throw new IllegalArgumentException(
            "'"
                + field.getKey()
                + "' is no field of a task"
                + nearest(field.getKey()).map(known -> ": did you mean '" + known + "'").orElse("")
                + (nearest(field.getKey()).isPresent() ? "?" : ".")
                + " Expected data, attributes and orderingKey"
                + TEXT);
      }
    }
  }

  /** The known field of which this may be a slip: in other letters, or a letter away. */
  private static Optional<String> nearest(String field) {
    var plain = plain(field);
    return FIELDS.stream()
        .filter(known -> plain(known).startsWith(plain) || plain.startsWith(plain(known)))
        .filter(known -> !plain.isEmpty())
        .max(Comparator.comparing(String::length));
  }

  private static String plain(String field) {
    return field.replaceAll("[^A-Za-z]", "").toLowerCase(Locale.ROOT);
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
