// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub;

import com.google.pubsub.v1.PublishRequest;
import com.google.pubsub.v1.PubsubMessage;
import dev.taskworkers.emulator.transport.ApiError;
import java.nio.charset.StandardCharsets;

/** Google's limits for a publish request. */
final class PublishRules {
  private static final int MAX_MESSAGES = 1000;
  private static final int MAX_BYTES = 10_000_000;
  private static final int MAX_ATTRIBUTES = 100;
  private static final int MAX_KEY_BYTES = 256;
  private static final int MAX_VALUE_BYTES = 1024;

  /** Google's clients send the context of a trace so. */
  private static final String OF_CLIENTS = "googclient_";

  private PublishRules() {}

  public static void check(PublishRequest request) {
    if (request.getMessagesCount() == 0) {
      throw ApiError.invalid("The publish request does not contain any messages.");
    }
    limit("message_count", request.getMessagesCount(), MAX_MESSAGES);
    limit("request_size", request.getSerializedSize(), MAX_BYTES);
    request.getMessagesList().forEach(PublishRules::check);
  }

  private static void check(PubsubMessage message) {
    if (message.getData().isEmpty() && message.getAttributesCount() == 0) {
      throw ApiError.invalid(
          "One or more messages in the publish request is empty. Each message must contain either"
              + " non-empty data, or at least one attribute.");
    }
    limit("attribute_count", message.getAttributesCount(), MAX_ATTRIBUTES);
    message.getAttributesMap().forEach(PublishRules::checkAttribute);
    limit("ordering_key_size", bytes(message.getOrderingKey()), MAX_VALUE_BYTES);
  }

  private static void checkAttribute(String key, String value) {
    if (key.isEmpty() || (key.startsWith("goog") && !key.startsWith(OF_CLIENTS))) {
      throw ApiError.invalid(
          "An attribute's key must not be empty nor start with \"goog\" (key=" + key + ").");
    }
    limit("attribute_key_size", bytes(key), MAX_KEY_BYTES);
    limit("attribute_value_size", bytes(value), MAX_VALUE_BYTES);
  }

  private static int bytes(String text) {
    return text.length() * 3 <= MAX_KEY_BYTES
        ? text.length()
        : text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static void limit(String what, int found, int most) {
    if (found > most) {
      throw ApiError.invalid(
          "The value for "
              + what
              + " is too large. You passed "
              + found
              + " in the request, but the maximum value is "
              + most
              + ".");
    }
  }
}
