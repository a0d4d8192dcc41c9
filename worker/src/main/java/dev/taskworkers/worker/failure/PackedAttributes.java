// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.failure;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Several attributes of a dead letter in a few, for a task that brings nearly as many of its own as
 * Pub/Sub takes: a JSON object in pieces, {@code taskworkers-packed-1} and so on, whose names begin
 * with {@code .} in place of our prefix, and with {@code =} if they are the task's own.
 */
public final class PackedAttributes {
  private static final String NAME = DeadLetter.PREFIX + "packed-";
  private static final String OURS = ".";
  private static final String TASKS = "=";

  /** Pub/Sub's limit for a value, less what a character may have that is not to be cut in two. */
  static final int PIECE_BYTES = DeadLetter.MOST_BYTES - 3;

  /** What a piece takes in a request besides, at most. */
  static final int PIECE_OVERHEAD = DeadLetter.size(NAME + DeadLetter.MOST_ATTRIBUTES, "");

  /** Of the JSON object: its braces. */
  private static final int BRACES = 2;

  /** Of a value: two pairs of quotes, a colon and a comma. */
  private static final int MARKS = 6;

  private static final JsonFactory JSON = new JsonFactory();

  private final Map<String, String> packed = new LinkedHashMap<>();
  private int left;

  /**
   * @param bytes that all pieces may have together
   */
  PackedAttributes(int bytes) {
    left = bytes - BRACES;
  }

  /** What an attribute takes in a pack. */
  static int size(String name, String value) {
    return quoted(shortened(name)) + quoted(value) + MARKS;
  }

  /** Adds one, whole; false where it has no room. */
  boolean add(String name, String value) {
    if (size(name, value) > left) {
      return false;
    }
    packed.put(name, value);
    left -= size(name, value);
    return true;
  }

  /** Adds as much of one as there is room for. */
  void addPart(String name, String value) {
    var room = left - size(name, "");
    var end = 0;
    while (end < value.length()) {
      var next = value.offsetByCodePoints(end, 1);
      room -= quoted(value.substring(end, next));
      if (room < 0) {
        break;
      }
      end = next;
    }
    if (end > 0) {
      add(name, value.substring(0, end));
    }
  }

  /** The attributes in which they are. */
  Map<String, String> attributes() {
    if (packed.isEmpty()) {
      return Map.of();
    }
    var text = new StringBuilder("{");
    packed.forEach(
        (name, value) ->
            text.append(text.length() > 1 ? "," : "")
                .append(quote(shortened(name)))
                .append(':')
                .append(quote(value)));
    var rest = text.append('}').toString();
    var pieces = new LinkedHashMap<String, String>();
    for (var piece = 1; !rest.isEmpty(); piece++) {
      var first = DeadLetter.cut(rest, DeadLetter.MOST_BYTES);
      pieces.put(NAME + piece, first);
      rest = rest.substring(first.length());
    }
    return pieces;
  }

  /**
   * The attributes of a dead letter, with those that are packed in it as if they were not. What
   * can't be read stays as it is: a publisher may have written it.
   */
  public static Map<String, String> unpack(Map<String, String> attributes) {
    var text = new StringBuilder();
    var all = new TreeMap<>(attributes);
    for (var piece = 1; attributes.containsKey(NAME + piece); piece++) {
      text.append(all.remove(NAME + piece));
    }
    if (text.length() == 0) {
      return attributes;
    }
    return read(text.toString())
        .map(
            found -> {
              found.forEach(all::putIfAbsent);
              return (Map<String, String>) all;
            })
        .orElse(attributes);
  }

  private static Optional<Map<String, String>> read(String json) {
    var found = new LinkedHashMap<String, String>();
    try (var parser = JSON.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      for (var name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        if (parser.nextToken() != JsonToken.VALUE_STRING) {
          return Optional.empty();
        }
        var value = parser.getText();
        whole(name).ifPresent(whole -> found.put(whole, value));
      }
      return Optional.of(found);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Nobody but Pub/Sub tells of its own dead letters, and a task has no attribute of ours. */
  private static Optional<String> whole(String name) {
    if (name.startsWith(OURS)) {
      return Optional.of(DeadLetter.PREFIX + name.substring(OURS.length()));
    }
    return Optional.of(name)
        .filter(any -> any.startsWith(TASKS))
        .map(any -> any.substring(TASKS.length()))
        .filter(own -> !own.startsWith(DeadLetter.PREFIX) && !own.startsWith(DeadLetter.PUBSUB));
  }

  private static String shortened(String name) {
    return name.startsWith(DeadLetter.PREFIX)
        ? OURS + name.substring(DeadLetter.PREFIX.length())
        : TASKS + name;
  }

  private static String quote(String text) {
    return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }

  private static int quoted(String text) {
    return String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text))
        .getBytes(StandardCharsets.UTF_8)
        .length;
  }
}
