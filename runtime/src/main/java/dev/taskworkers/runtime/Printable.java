package dev.taskworkers.runtime;

import java.util.HexFormat;
import java.util.stream.Collectors;

/** Text without what could drive a terminal, which is shown as {@code \\u001b}. */
public final class Printable {
  private static final HexFormat HEX = HexFormat.of();

  private Printable() {}

  /** One line: an end of it is shown by its number, too. */
  public static String of(String text) {
    int first = 0;
    while (first < text.length() && !isControl(text.charAt(first))) {
      first++;
    }
    return first == text.length() ? text : escape(text, first);
  }

  /** Several lines, of which all but the first begin with {@code indent}. */
  public static String lines(String text, String indent) {
    return text.indexOf('\n') < 0
        ? of(text)
        : text.lines().map(Printable::of).collect(Collectors.joining("\n" + indent));
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
