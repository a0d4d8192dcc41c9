// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.deadletters;

import com.google.pubsub.v1.PubsubMessage;
import dev.taskworkers.worker.failure.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a redriven task carries beside its own attributes: how often it was redriven, and why it was
 * given up each time, the latest first, in at most {@value #MOST_BYTES} bytes.
 */
final class History {
  /** Pub/Sub's limit for the value of an attribute. */
  private static final int MOST_BYTES = 1024;

  private static final int MOST_ATTRIBUTES = 100;

  /** Pub/Sub's limit for a request, less the longest name of a topic and what else is in it. */
  private static final int MOST_REQUEST_BYTES = 10_000_000 - 1_000;

  private static final String CUT = " …";

  private History() {}

  /** The attributes of the message that goes out again. */
  static Map<String, String> attributes(DeadLetterMessage message) {
    var all = message.original();
    all.put(DeadLetter.REDRIVES, Long.toString(redrives(message) + 1));
    all.put(DeadLetter.PREVIOUS_ERRORS, cut(errors(message)));
    // The task's own attributes go first, as in a dead letter.
    if (tooLarge(message, all)) {
      all.remove(DeadLetter.PREVIOUS_ERRORS);
    }
    if (tooLarge(message, all)) {
      all.remove(DeadLetter.REDRIVES);
    }
    return all;
  }

  private static boolean tooLarge(DeadLetterMessage message, Map<String, String> attributes) {
    var task =
        PubsubMessage.newBuilder().setData(message.data()).putAllAttributes(attributes).build();
    return attributes.size() > MOST_ATTRIBUTES
        || task.getSerializedSize() + message.orderingKey().length() > MOST_REQUEST_BYTES;
  }

  static long redrives(DeadLetterMessage message) {
    var told = message.attributes().getOrDefault(DeadLetter.REDRIVES, "");
    return told.matches("[0-9]{1,9}") ? Long.parseLong(told) : 0;
  }

  private static String errors(DeadLetterMessage message) {
    var latest =
        message.publishTime()
            + " "
            + (message.told("error-class").isEmpty() ? "given up" : message.told("error-class"))
            + " after "
            + (message.attempts().isEmpty() ? "some" : message.attempts())
            + " attempts: "
            + message.told("error-message");
    var before = message.attributes().getOrDefault(DeadLetter.PREVIOUS_ERRORS, "");
    return before.isEmpty() ? latest.strip() : latest.strip() + "\n" + before;
  }

  private static String cut(String text) {
    if (text.getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES) {
      return text;
    }
    var end = text.length();
    while (text.substring(0, end).getBytes(StandardCharsets.UTF_8).length
        > MOST_BYTES - CUT.getBytes(StandardCharsets.UTF_8).length) {
      end = text.offsetByCodePoints(end, -1);
    }
    return text.substring(0, end) + CUT;
  }
}
