// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.dispatcher;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A task to publish, within Pub/Sub's limits.
 *
 * @param data may be empty only beside attributes; with the attributes and the ordering key at most
 *     10 MB
 * @param attributes at most 100; keys of 1 to 256 bytes that don't begin with "goog", values of at
 *     most 1024 bytes
 * @param orderingKey tasks of one key are delivered in order; at most 1024 bytes, empty for none
 */
public record Task(ByteString data, Map<String, String> attributes, String orderingKey) {
  /** Of a request, and so of each task in it. */
  static final int MOST_BYTES = 10_000_000;

  static final int MOST_ATTRIBUTES = 100;
  private static final int MOST_KEY = 256;
  private static final int MOST_VALUE = 1024;

  /**
   * @throws IllegalArgumentException with a sentence, when Pub/Sub would refuse the task
   */
  public Task {
    attributes = Map.copyOf(attributes);
    require(
        !data.isEmpty() || !attributes.isEmpty(),
        "The task is empty; Pub/Sub wants data or an attribute.");
    require(
        attributes.size() <= MOST_ATTRIBUTES,
        "The task has " + attributes.size() + " attributes; Pub/Sub allows 100.");
    require(bytes(orderingKey) <= MOST_VALUE, "The ordering key is longer than 1024 bytes.");
    attributes.forEach(Task::check);
    var size = size(data, attributes, orderingKey);
    require(
        size <= MOST_BYTES,
        "The task has "
            + size
            + " bytes with its attributes and its ordering key; Pub/Sub allows "
            + MOST_BYTES
            + ". Keep large data elsewhere, and send its name.");
  }

  /** A task of text, with nothing beside it. */
  public static Task of(String text) {
    return new Task(ByteString.copyFromUtf8(text), Map.of(), "");
  }

  private static void check(String key, String value) {
    require(!key.isEmpty(), "The key of an attribute is empty.");
    require(bytes(key) <= MOST_KEY, "The attribute key '" + key + "' is longer than 256 bytes.");
    require(
        !key.startsWith("goog"),
        "The attribute key '" + key + "' begins with 'goog', which Pub/Sub keeps for itself.");
    require(
        bytes(value) <= MOST_VALUE,
        "The value of the attribute '" + key + "' is longer than 1024 bytes.");
  }

  private static long size(ByteString data, Map<String, String> attributes, String orderingKey) {
    var size = (long) data.size() + bytes(orderingKey);
    for (var attribute : attributes.entrySet()) {
      size += bytes(attribute.getKey()) + bytes(attribute.getValue());
    }
    return size;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static void require(boolean holds, String sentence) {
    if (!holds) {
      throw new IllegalArgumentException(sentence);
    }
  }
}
