package dev.taskworkers.runtime;

import java.util.HexFormat;
import java.util.stream.Collectors;

/**
 * Text without what could drive a terminal, or show a reader other text than there is; it is shown
 * as {@code \\u001b}: control characters, those that turn the direction of text, those without a
 * width, and other ends of a line.
 */
public final class Printable {
  private static final HexFormat HEX = HexFormat.of();

  /** First half of the tags, which nobody sees. */
  private static final char TAG = '\uDB40';

  private Printable() {}

  /** One line: an end of it is shown by its number, too. */
  public static String of(String text) {
    int first = 0;
    while (first < text.length() && !deceives(text.charAt(first))) {
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
      if (deceives(each)) {
        safe.append("\\u").append(HEX.toHexDigits(each));
      } else {
        safe.append(each);
      }
    }
    return safe.toString();
  }

  private static boolean deceives(char each) {
    return switch (Character.getType(each)) {
      case Character.CONTROL -> each != '\t';
      case Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
      default -> each == TAG;
    };
  }
}
