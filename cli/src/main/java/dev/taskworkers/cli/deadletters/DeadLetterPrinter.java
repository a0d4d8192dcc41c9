package dev.taskworkers.cli.deadletters;

import dev.taskworkers.runtime.Printable;
import dev.taskworkers.worker.failure.DeadLetter;
import java.io.PrintWriter;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Letters for people and for programs. Control characters can't drive a terminal. */
final class DeadLetterPrinter {
  private static final int MESSAGE_COLUMNS = 60;

  private DeadLetterPrinter() {}

  static void printHead(PrintWriter out) {
    out.println("ID                 ATTEMPTS  REDRIVES  FIRST SEEN                 ERROR");
  }

  static void printRows(List<DeadLetterMessage> letters, PrintWriter out) {
    for (var letter : letters) {
      var error = (letter.told("error-class") + " " + letter.told("error-message")).strip();
      out.printf(
          Locale.ROOT,
          "%-18s %8s %9d  %-25s  %s%n",
          letter.id(),
          letter.attempts().isEmpty() ? "?" : Printable.of(letter.attempts()),
          History.redrives(letter),
          Printable.of(letter.told("first-seen").isEmpty() ? "?" : letter.told("first-seen")),
          shortened(Printable.of((error.isEmpty() ? "unknown" : error).replace('\n', ' '))));
    }
  }

  static void printOne(DeadLetterMessage letter, PrintWriter out) {
    page(letter)
        .forEach(
            (name, value) -> {
              if (!name.equals("attributes") && !name.startsWith("data") && !isEmpty(value)) {
                out.printf("%-18s %s%n", name, Printable.lines(value.toString(), " ".repeat(19)));
              }
            });
    letter
        .original()
        .forEach((k, v) -> out.printf("%-18s %s%n", "attribute", Printable.of(k + "=" + v)));
    out.println("data (" + letter.data().size() + " bytes)");
    out.println(Printable.lines(letter.data().toStringUtf8(), ""));
  }

  /** Says that there are letters which are not the pool's, so that a command leaves them alone. */
  static void printOthers(DeadLetterSubscription box, PrintWriter err) {
    if (box.others() > 0) {
      err.println("left: " + box.others() + ", because they failed on another subscription");
    }
  }

  /** Says that there are letters which a command has left, and why. */
  static void printLeft(DeadLetterSubscription box, PrintWriter err) {
    if (box.later() > 0) {
      err.println("left: " + box.later() + ", because they came after this command was started");
    }
    printOthers(box, err);
    if (box.full()) {
      err.println("There may be more; --max N looks at up to N.");
    }
  }

  /** What a list says of a letter. */
  static Map<String, Object> line(DeadLetterMessage letter) {
    var line = new LinkedHashMap<String, Object>();
    line.put("id", letter.id());
    line.put("errorClass", letter.told("error-class"));
    line.put("errorMessage", letter.told("error-message"));
    line.put("attempts", letter.attempts());
    line.put("redrives", History.redrives(letter));
    line.put("firstSeen", letter.told("first-seen"));
    line.put("publishTime", letter.originalPublishTime());
    line.put("deadSince", letter.publishTime().toString());
    line.put("subscription", letter.sourceSubscription().orElse(""));
    line.put("messageId", letter.told("message-id"));
    line.put("pod", letter.told("pod"));
    line.put("image", letter.told("image"));
    line.put("orderingKey", letter.orderingKey());
    return line;
  }

  /** Everything that is known of a letter. */
  static Map<String, Object> page(DeadLetterMessage letter) {
    var page = line(letter);
    page.put("previousErrors", letter.attributes().getOrDefault(DeadLetter.PREVIOUS_ERRORS, ""));
    page.put("output", letter.output());
    page.put("attributes", letter.original());
    page.put("data", letter.data().toStringUtf8());
    page.put("dataBase64", Base64.getEncoder().encodeToString(letter.data().toByteArray()));
    return page;
  }

  private static boolean isEmpty(Object value) {
    return value.toString().isEmpty();
  }

  private static String shortened(String text) {
    return text.length() <= MESSAGE_COLUMNS ? text : text.substring(0, MESSAGE_COLUMNS - 1) + "…";
  }
}
