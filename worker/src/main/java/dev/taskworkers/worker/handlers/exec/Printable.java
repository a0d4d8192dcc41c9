package dev.taskworkers.worker.handlers.exec;

import java.util.HexFormat;

/** Text without what could drive a terminal, which is shown as {@code \\u001b}. */
final class Printable {
  private static final HexFormat HEX = HexFormat.of();

  private Printable() {}

  static String of(String text) {
    int first = 0;
    while (first < text.length() && !isControl(text.charAt(first))) {
      first++;
    }
    return first == text.length() ? text : escape(text, first);
  }

  private static String escape(String text, int first) {
    var safe = new StringBuilder(text.length() + 64).append(text, 0, first);
    for (int i = first; i < text.length(); i++) {
      var each = text.charAt(i);
      if (isControl(each)) {
        safe.append("\\u").append(HEX.toHexDigits(each));
      } else {
        safe.append(each);
      }
    }
    return safe.toString();
  }

  private static boolean isControl(char each) {
    return Character.isISOControl(each) && each != '\t';
  }
}
