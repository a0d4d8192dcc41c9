// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.dispatch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import dev.taskworkers.dispatcher.Task;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Reads a line as a task: JSON with no other fields than data, attributes and orderingKey, or else
 * plain text. It refuses a line that would be such JSON but for slips in the names of fields, or
 * for a field that is there twice.
 *
 * @param attributes of every task; a line's own win
 * @param orderingKey of every task that has none itself
 */
record TaskLines(Map<String, String> attributes, String orderingKey) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final ObjectMapper STRICT_JSON =
      JSON.copyWith(
          JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build());
  private static final String TEXT =
      ". To send the line itself as a task, write it as the string of the field data.";

  /**
   * In a name of so many letters, one that is wrong is a slip; a shorter one is a word of its own.
   */
  private static final int LETTERS_FOR_A_SLIP = 5;

  private static final Set<String> FIELDS = Set.of("data", "attributes", "orderingKey");

  /**
   * @throws IllegalArgumentException with a sentence, when Pub/Sub would refuse the task, or a
   *     field is no string
   */
  Task read(String line) {
    var task = structured(line);
    task.ifPresent(fields -> refuse(line, fields));
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
      refuseSlips(read);
      return Optional.of(read).filter(TaskLines::isTask);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static void refuseSlips(JsonNode line) {
    var slips = new LinkedHashMap<String, String>();
    for (var field : line.properties()) {
      if (!FIELDS.contains(field.getKey())) {
        var meant = meant(field.getKey()).filter(known -> !line.has(known));
        if (meant.isEmpty()) {
          return;
        }
        slips.put(field.getKey(), meant.get());
      }
    }
    slips.forEach(
        (field, meant) -> {
          throw new IllegalArgumentException(
              "'"
                  + field
                  + "' is no field of a task: did you mean '"
                  + meant
                  + "'? Expected data, attributes and orderingKey"
                  + TEXT);
        });
  }

  /** The field of which this is a slip: in other letters, or with a wrong letter or two. */
  private static Optional<String> meant(String field) {
    return FIELDS.stream()
        .filter(
            known ->
                distance(plain(field), plain(known)) <= plain(known).length() / LETTERS_FOR_A_SLIP)
        .findFirst();
  }

  private static String plain(String field) {
    return field.replaceAll("[^A-Za-z]", "").toLowerCase(Locale.ROOT);
  }

  /** The distance of Levenshtein. */
  private static int distance(String from, String to) {
    var above = IntStream.rangeClosed(0, to.length()).toArray();
    for (var i = 1; i <= from.length(); i++) {
      var row = new int[to.length() + 1];
      row[0] = i;
      for (var j = 1; j <= to.length(); j++) {
        var other = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(above[j - 1] + other, 1 + Math.min(above[j], row[j - 1]));
      }
      above = row;
    }
    return above[to.length()];
  }

  private static boolean isTask(JsonNode line) {
    return !line.isEmpty()
        && line.properties().stream().allMatch(field -> FIELDS.contains(field.getKey()));
  }

  /** A value of another type would be a slip that no worker could tell from a task. */
  private static void refuse(String line, JsonNode task) {
    refuseDuplicates(line);
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

  private static void refuseDuplicates(String line) {
    try {
      STRICT_JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e.getOriginalMessage() + TEXT, e);
    }
  }

  private static void requireString(String field, JsonNode value) {
    if (!value.isTextual()) {
      throw new IllegalArgumentException(field + ": expected a string, but found " + value + TEXT);
    }
  }
}
