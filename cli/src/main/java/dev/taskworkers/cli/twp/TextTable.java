// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.twp;

import dev.taskworkers.cli.options.Terminal;
import dev.taskworkers.runtime.Printable;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Columns of text, as wide as they have to be, as kubectl prints them. On a terminal that is too
 * narrow, the last column goes on in lines of its own, so that no word is broken.
 */
final class TextTable {
  private static final int GAP = 3;
  private static final int NARROW_GAP = 2;

  /** With less room beside the other columns, the last one stands below them. */
  private static final int LEAST = 24;

  private static final int INDENT = 4;

  private final List<List<String>> rows = new ArrayList<>();

  TextTable(String... heads) {
    rows.add(List.of(heads));
  }

  void add(String... cells) {
    rows.add(List.of(cells).stream().map(Printable::of).toList());
  }

  void print(PrintWriter out) {
    print(out, Terminal.columns());
  }

  /**
   * @param columns of the terminal; empty for a line to a row, whatever its length
   */
  void print(PrintWriter out, OptionalInt columns) {
    var widths = widths();
    var last = widths.length - 1;
    var all = columns.orElse(Integer.MAX_VALUE);
    var gap = width(widths, last, GAP) + widths[last] > all ? NARROW_GAP : GAP;
    var begin = width(widths, last, gap);
    for (var row : rows) {
      var line = new StringBuilder();
      for (var i = 0; i < last; i++) {
        line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + gap));
      }
      var text = row.get(last);
      if (text.length() <= all - begin) {
        out.println(line.append(text).toString().stripTrailing());
      } else if (all - begin >= LEAST) {
        out.println(line.append(wrapped(text, all - begin, begin)));
      } else {
        out.println(line.toString().stripTrailing());
        out.println(" ".repeat(INDENT) + wrapped(text, all - INDENT, INDENT));
      }
    }
  }

  private int[] widths() {
    var widths = new int[rows.get(0).size()];
    for (var row : rows) {
      for (var i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    return widths;
  }

  /** Of all columns but the last. */
  private static int width(int[] widths, int last, int gap) {
    var sum = gap * last;
    for (var i = 0; i < last; i++) {
      sum += widths[i];
    }
    return sum;
  }

  private static String wrapped(String text, int width, int indent) {
    var lines = new StringBuilder();
    var used = 0;
    for (var word : text.split(" ")) {
      if (used > 0 && used + 1 + word.length() > width) {
        lines.append(System.lineSeparator()).append(" ".repeat(indent));
        used = 0;
      }
      lines.append(used > 0 ? " " : "").append(word);
      used += (used > 0 ? 1 : 0) + word.length();
    }
    return lines.toString();
  }
}
