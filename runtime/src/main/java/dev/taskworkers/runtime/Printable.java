// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import java.util.HexFormat;
import java.util.stream.Collectors;

/**
 * Text without what could drive a terminal, or show a reader other text than there is; it is shown
 * as {@code \\u001b}: control characters, those that turn the direction of text, those that nobody
 * sees, and other ends of a line.
 */
public final class Printable {
  private static final HexFormat HEX = HexFormat.of();

  /** Of U+E0000, where text was cut between its halves. */
  private static final char FIRST_HALF = '\uDB40';

  private Printable() {}

  /** One line: an end of it is shown by its number, too. */
  public static String of(String text) {
    int first = 0;
    while (first < text.length() && !deceives(text.codePointAt(first))) {
      first += Character.charCount(text.codePointAt(first));
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
    for (int i = first, each; i < text.length(); i += Character.charCount(each)) {
      each = text.codePointAt(i);
      if (!deceives(each)) {
        safe.appendCodePoint(each);
        continue;
      }
      for (var half : Character.toChars(each)) {
        safe.append("\\u").append(HEX.toHexDigits(half));
      }
    }
    return safe.toString();
  }

  private static boolean deceives(int each) {
    // Nearly all is ASCII, of which a table of all characters need not be asked.
    if (each >= ' ' && each <= '~') {
      return false;
    }
    return switch (Character.getType(each)) {
      case Character.CONTROL -> each != '\t';
      case Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
      default -> isIgnorable(each);
    };
  }

  /** Unicode's Default_Ignorable_Code_Point, without those of the type FORMAT. */
  private static boolean isIgnorable(int each) {
    return each == 0x034F
        || isIn(each, 0x115F, 0x1160)
        || isIn(each, 0x17B4, 0x17B5)
        || isIn(each, 0x180B, 0x180F)
        || each == 0x2065
        || each == 0x3164
        || isIn(each, 0xFE00, 0xFE0F)
        || each == 0xFFA0
        || isIn(each, 0xFFF0, 0xFFF8)
        || isIn(each, 0xE0000, 0xE0FFF)
        || isIn(each, FIRST_HALF, FIRST_HALF + 3);
  }

  private static boolean isIn(int each, int first, int last) {
    return first <= each && each <= last;
  }
}
