// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.convert;

import dev.taskworkers.runtime.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes a conversion as a manifest whose comments say what became of what, and what to do. */
final class PoolText {
  private static final int WIDTH = 100;

  private PoolText() {}

  static String of(Conversion conversion) {
    var text = new StringBuilder();
    comment(text, "", "", "From ScaledObject " + conversion.origin().name() + ".");
    list(text, "Mapped", " → ", conversion.notes().mapped());
    list(text, "Left out", ": ", conversion.notes().leftOut());
    text.append("#\n# Steps. You can undo every step except the last:\n");
    var number = 1;
    for (var step : Steps.of(conversion)) {
      step(text, number++ + ". ", "   ", step);
    }
    text.append("#\n");
    step(text, "", "", Steps.back(conversion));
    return text
        + conversion.pools().stream()
            .map(pool -> explained(PoolYaml.of(pool), comments(conversion, pool)))
            .collect(Collectors.joining("---\n"));
  }

  private static void step(StringBuilder text, String first, String further, Steps.Step step) {
    comment(text, first, further, step.sentence());
    step.commands().forEach(command -> text.append("#      ").append(line(command)).append('\n'));
  }

  private static void list(
      StringBuilder text, String title, String between, List<Notes.Note> notes) {
    if (!notes.isEmpty()) {
      text.append("#\n# ").append(title).append(":\n");
      notes.forEach(
          note -> comment(text, "* ", "  ", note.path() + between + note.sentence() + "."));
    }
  }

  /** A sentence in lines of a readable length. */
  private static void comment(StringBuilder text, String first, String further, String sentence) {
    var line = new StringBuilder("# " + first);
    var empty = true;
    for (var word : line(sentence).split(" ")) {
      if (!empty && line.length() + 1 + word.length() > WIDTH) {
        text.append(line).append('\n');
        line = new StringBuilder("# " + further);
        empty = true;
      }
      line.append(empty ? "" : " ").append(word);
      empty = false;
    }
    text.append(line).append('\n');
  }

  /** What a user wrote must not end the comment that it stands in. */
  private static String line(String text) {
    return Printable.of(text).replace('\u2028', ' ').replace('\u2029', ' ');
  }

  /** Above which fields of the spec a comment stands. */
  private static Map<String, String> comments(Conversion conversion, Map<String, Object> pool) {
    var spec = (Map<?, ?>) pool.get("spec");
    var comments = new LinkedHashMap<String, String>();
    if (spec.get("subscription").toString().startsWith(Conversion.NO_SUBSCRIPTION)) {
      comments.put("subscription", "Replace it by the subscription that the pods pull from.");
    }
    comments.put("concurrency", "Replace 1 by the number of tasks that one pod runs at once.");
    if ("Advise".equals(spec.get("mode"))) {
      comments.put("mode", "Advise decides and reports, and starts no pods.");
    }
    conversion
        .missing()
        .ifPresent(
            owner -> comments.put("template", "Replace it by spec.template of " + owner + "."));
    return comments;
  }

  private static String explained(String yaml, Map<String, String> comments) {
    var lines = new ArrayList<String>();
    var inSpec = false;
    for (var line : yaml.split("\n", -1)) {
      inSpec |= line.equals("spec:");
      if (inSpec && line.matches("  [a-zA-Z]+:.*")) {
        var comment = comments.get(line.strip().split(":", 2)[0]);
        if (comment != null) {
          lines.add("  # " + line(comment));
        }
      }
      lines.add(line);
    }
    return String.join("\n", lines);
  }
}
