// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.deadletters;

import dev.taskworkers.runtime.Printable;
import dev.taskworkers.worker.failure.DeadLetter;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Dead letters for people and for programs. Control characters can't drive a terminal. */
final class DeadLetterPrinter {
  static final String HELD_BACK =
      "There may be more of these ordering keys: Pub/Sub gives no dead letter of a key while one"
          + " before it stays.";

  static final String BEHIND = ", because a dead letter of the same ordering key stays before them";

  private static final int MESSAGE_COLUMNS = 60;

  private DeadLetterPrinter() {}

  static void printHead(PrintWriter out) {
    out.println("ID                 ATTEMPTS  REDRIVES  FIRST SEEN            ERROR");
  }

  static void printRows(List<DeadLetterMessage> messages, PrintWriter out) {
    for (var message : messages) {
      out.printf(
          Locale.ROOT,
          "%-18s %8s %9d  %-20s  %s%n",
          message.id(),
          message.attempts().isEmpty() ? "?" : Printable.of(message.attempts()),
          History.redrives(message),
          firstSeen(message.told("first-seen")),
          shortened(Printable.of(error(message).replace('\n', ' '))));
    }
  }

  private static String error(DeadLetterMessage message) {
    if (!message.isDeadLetter()) {
      return "not a dead letter";
    }
    var error = (message.told("error-class") + " " + message.told("error-message")).strip();
    return error.isEmpty() ? "unknown" : error;
  }

  /** To the second, if it is a time. */
  private static String firstSeen(String told) {
    try {
      return Instant.parse(told).truncatedTo(ChronoUnit.SECONDS).toString();
    } catch (DateTimeParseException noTime) {
      return told.isEmpty() ? "?" : Printable.of(told);
    }
  }

  static void printOne(DeadLetterMessage message, PrintWriter out) {
    page(message)
        .forEach(
            (name, value) -> {
              if (!name.equals("attributes") && !name.startsWith("data") && !isEmpty(value)) {
                out.printf("%-18s %s%n", name, Printable.lines(value.toString(), " ".repeat(19)));
              }
            });
    message
        .original()
        .forEach((k, v) -> out.printf("%-18s %s%n", "attribute", Printable.of(k + "=" + v)));
    var size = message.data().size();
    out.println("data (" + size + (size == 1 ? " byte)" : " bytes)"));
    out.println(Printable.lines(message.data().toStringUtf8(), ""));
  }

  /**
   * Says that there are dead letters which are not the pool's, so that a command leaves them alone.
   */
  static void printOthers(DeadLetterSubscription deadLetters, PrintWriter err) {
    if (deadLetters.others() > 0) {
      err.println(
          "left: " + deadLetters.others() + ", because they failed on another subscription");
    }
  }

  /** Says that there are dead letters which a command has left, and why. */
  static void printLeft(DeadLetterSubscription deadLetters, PrintWriter err) {
    if (deadLetters.later() > 0) {
      err.println(
          "left: " + deadLetters.later() + ", because they came after this command was started");
    }
    printOthers(deadLetters, err);
    if (deadLetters.full()) {
      err.println("There may be more; --max N looks at up to N.");
    }
    printHeldBack(deadLetters, err);
  }

  /**
   * That messages are no dead letters, as the end of a sentence.
   *
   * @param subscription in full
   */
  static String notDeadLetters(String subscription) {
    return ", because these messages do not say that they are dead letters: is "
        + subscription
        + " the subscription of a dead-letter topic?";
  }

  /** Says that dead letters with ordering keys, which stay, may hide others. */
  static void printHeldBack(DeadLetterSubscription deadLetters, PrintWriter err) {
    if (deadLetters.heldBack()) {
      err.println(HELD_BACK);
    }
  }

  /**
   * Says which dead letters are not changed, or may not be.
   *
   * @param done what is done with the others
   */
  static void printNotDone(DeadLetterChange change, String done, PrintWriter err) {
    printIds("perhaps " + done + ", for Pub/Sub gave no answer: ", change.inDoubt(), err);
    printIds("not found: ", change.notFound(), err);
    printIds("not reached: ", change.notReached(), err);
    if (change.leftBehind() > 0) {
      err.println("left: " + change.leftBehind() + BEHIND);
    }
  }

  private static void printIds(String what, Collection<String> ids, PrintWriter err) {
    if (!ids.isEmpty()) {
      err.println(what + String.join(", ", ids));
    }
  }

  /** What a list says of a dead letter. */
  static Map<String, Object> line(DeadLetterMessage message) {
    var line = new LinkedHashMap<String, Object>();
    line.put("id", message.id());
    line.put("errorClass", message.told("error-class"));
    line.put("errorMessage", message.told("error-message"));
    line.put("attempts", message.attempts());
    line.put("redrives", History.redrives(message));
    line.put("firstSeen", message.told("first-seen"));
    line.put("publishTime", message.originalPublishTime());
    line.put("deadSince", message.publishTime().toString());
    line.put("subscription", message.sourceSubscription().orElse(""));
    line.put("messageId", message.told("message-id"));
    line.put("pod", message.told("pod"));
    line.put("image", message.told("image"));
    line.put("orderingKey", message.orderingKey());
    line.put("deadLetter", message.isDeadLetter());
    return line;
  }

  /** Everything that is known of a dead letter. */
  static Map<String, Object> page(DeadLetterMessage message) {
    var page = line(message);
    page.put("previousErrors", message.attributes().getOrDefault(DeadLetter.PREVIOUS_ERRORS, ""));
    page.put("output", message.output());
    page.put("attributes", message.original());
    page.put("data", message.data().toStringUtf8());
    page.put("dataBase64", Base64.getEncoder().encodeToString(message.data().toByteArray()));
    return page;
  }

  private static boolean isEmpty(Object value) {
    return value.toString().isEmpty();
  }

  private static String shortened(String text) {
    return text.length() <= MESSAGE_COLUMNS ? text : text.substring(0, MESSAGE_COLUMNS - 1) + "…";
  }
}
