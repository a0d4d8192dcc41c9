// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.dispatch;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What became of the tasks.
 *
 * @param notSent how many were read and not stored
 * @param examples the first of them
 * @param interrupted whether somebody ended it before the input ended
 * @param inputError why the input was not read to its end; empty: it was, or somebody ended it
 */
record Report(
    String topic,
    long dispatched,
    long notSent,
    List<NotSent> examples,
    Duration time,
    boolean interrupted,
    String inputError) {
  /** A task that was not stored: its line, counted from 1, and why. */
  record NotSent(long line, String reason) {}

  /** Whether every task of the input was stored. */
  boolean complete() {
    return notSent == 0 && !interrupted && inputError.isEmpty();
  }

  void printTable(PrintWriter out, PrintWriter err) {
    out.printf(
        Locale.ROOT,
        "dispatched %d task%s to %s in %.1f s (%.0f/s)%n",
        dispatched,
        dispatched == 1 ? "" : "s",
        topic,
        seconds(),
        ratePerSecond());
    examples.stream()
        .collect(groupingBy(NotSent::reason, LinkedHashMap::new, toList()))
        .forEach((reason, lines) -> err.println(words(lines) + ": " + reason));
    if (notSent > examples.size()) {
      err.println("and " + (notSent - examples.size()) + " more");
    }
    if (notSent > 0) {
      err.println(
          "taskworkers: " + (notSent == 1 ? "1 task was" : notSent + " tasks were") + " not sent.");
    }
    if (!inputError.isEmpty()) {
      err.println("taskworkers: " + inputError + " The rest of the input was not read.");
    }
    if (interrupted) {
      err.println("taskworkers: interrupted; the rest of the input was not read.");
    }
  }

  /** What a program may want to know. */
  Map<String, Object> figures() {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("dispatched", dispatched);
    fields.put("topic", topic);
    fields.put("seconds", seconds());
    fields.put("ratePerSecond", ratePerSecond());
    fields.put("notSent", notSent);
    fields.put("examples", examples);
    fields.put("interrupted", interrupted);
    fields.put("inputError", inputError);
    return fields;
  }

  private static String words(List<NotSent> lines) {
    return (lines.size() == 1 ? "line " : "lines ")
        + lines.stream().map(each -> String.valueOf(each.line())).collect(joining(", "));
  }

  private double seconds() {
    return time.toMillis() / 1e3;
  }

  private double ratePerSecond() {
    return dispatched / Math.max(seconds(), 0.001);
  }
}
