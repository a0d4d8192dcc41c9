// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.twp;

import dev.taskworkers.runtime.Printable;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Columns of text, as wide as they have to be, as kubectl prints them. */
final class TextTable {
  private static final String GAP = "   ";

  private final List<List<String>> rows = new ArrayList<>();

  TextTable(String... heads) {
    rows.add(List.of(heads));
  }

  void add(String... cells) {
    rows.add(List.of(cells).stream().map(Printable::of).toList());
  }

  void print(PrintWriter out) {
    var widths = new int[rows.get(0).size()];
    for (var row : rows) {
      for (var i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (var row : rows) {
      var line = new StringBuilder();
      for (var i = 0; i < widths.length; i++) {
        var isLast = i == widths.length - 1;
        line.append(row.get(i));
        if (!isLast) {
          line.append(" ".repeat(widths[i] - row.get(i).length())).append(GAP);
        }
      }
      out.println(line.toString().stripTrailing());
    }
  }
}
