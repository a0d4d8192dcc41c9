// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.doctor;

import dev.taskworkers.cli.doctor.Check.Answer;
import dev.taskworkers.runtime.Printable;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/**
 * Checks for people: sentences in a column, commands on lines of their own, so that they can be
 * copied whole. What comes from outside can't drive the terminal.
 */
final class CheckPrinter {
  private static final int COLUMNS = 100;

  private CheckPrinter() {}

  static void print(List<Check> checks, PrintWriter out) {
    var names = checks.stream().mapToInt(check -> check.name().length()).max().orElse(0);
    var format = "%-7s  %-" + names + "s  %s%n";
    var indent = " ".repeat(7 + 2 + names + 2);
    var fixes = new HashSet<String>();
    out.printf(Locale.ROOT, format, "ANSWER", "CHECK", "WHAT WAS FOUND");
    for (var check : checks) {
      var lines = wrapped(Printable.of(check.message()), COLUMNS - indent.length());
      out.printf(Locale.ROOT, format, check.answer(), check.name(), lines.get(0));
      lines.stream().skip(1).forEach(line -> out.println(indent + line));
      // One command may fix several.
      if (!check.fix().isEmpty() && fixes.add(check.fix())) {
        out.println(indent + "$ " + Printable.of(check.fix()));
      }
    }
    out.println();
    out.println(summary(checks));
  }

  private static String summary(List<Check> checks) {
    var counts =
        Arrays.stream(Answer.values())
            .map(answer -> answer + ": " + count(checks, answer))
            .toList();
    return String.join(", ", counts)
        + (checks.stream().noneMatch(check -> check.answer() == Answer.no && !check.fix().isEmpty())
            ? "."
            : ". Commands to run begin with $.");
  }

  private static long count(List<Check> checks, Answer answer) {
    return checks.stream().filter(check -> check.answer() == answer).count();
  }

  /** Words in lines of at most {@code columns}; a longer word is a line by itself. */
  private static List<String> wrapped(String text, int columns) {
    var lines = new ArrayList<String>();
    var line = new StringBuilder();
    for (var word : text.split(" ")) {
      if (line.length() > 0 && line.length() + 1 + word.length() > columns) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.length() == 0 ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
