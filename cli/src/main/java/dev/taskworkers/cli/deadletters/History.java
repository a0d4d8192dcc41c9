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
  static Map<String, String> attributes(DeadLetterMessage letter) {
    var all = letter.original();
    all.put(DeadLetter.REDRIVES, Long.toString(redrives(letter) + 1));
    all.put(DeadLetter.PREVIOUS_ERRORS, cut(errors(letter)));
    // The task's own attributes go first, as in a dead letter.
    if (tooLarge(letter, all)) {
      all.remove(DeadLetter.PREVIOUS_ERRORS);
    }
    if (tooLarge(letter, all)) {
      all.remove(DeadLetter.REDRIVES);
    }
    return all;
  }

  private static boolean tooLarge(DeadLetterMessage letter, Map<String, String> attributes) {
    var message =
        PubsubMessage.newBuilder().setData(letter.data()).putAllAttributes(attributes).build();
    return attributes.size() > MOST_ATTRIBUTES
        || message.getSerializedSize() + letter.orderingKey().length() > MOST_REQUEST_BYTES;
  }

  static long redrives(DeadLetterMessage letter) {
    var told = letter.attributes().getOrDefault(DeadLetter.REDRIVES, "");
    return told.matches("[0-9]{1,9}") ? Long.parseLong(told) : 0;
  }

  private static String errors(DeadLetterMessage letter) {
    var latest =
        letter.publishTime()
            + " "
            + (letter.told("error-class").isEmpty() ? "given up" : letter.told("error-class"))
            + " after "
            + (letter.attempts().isEmpty() ? "some" : letter.attempts())
            + " attempts: "
            + letter.told("error-message");
    var before = letter.attributes().getOrDefault(DeadLetter.PREVIOUS_ERRORS, "");
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
