// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** Prometheus's own test of rules and queries, from Debian's package {@code prometheus}. */
final class Promtool {
  static final String MISSING = "promtool is not on the PATH: install Debian's package prometheus.";

  private static final Pattern ANSWER =
      Pattern.compile("(?s)expr: .*?got: *(.*?)(?=\\n\\s*expr: |\\z)");

  private final Path folder;

  /**
   * @param folder for what it reads and writes
   */
  Promtool(Path folder) {
    this.folder = folder;
  }

  static boolean isThere() {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
        .anyMatch(place -> Files.isExecutable(Path.of(place, "promtool")));
  }

  /** A query, and when it is asked, in minutes after the first scrape. */
  record Question(String query, int minute) {}

  /** What it answers to each query at the end of some scrapes, while it evaluates {@code rules}. */
  List<String> answers(Path rules, Scrapes scrapes, List<String> queries)
      throws IOException, InterruptedException {
    var end = scrapes.minutes() - 1;
    return answer(rules, scrapes, queries.stream().map(query -> new Question(query, end)).toList());
  }

  /**
   * What it answers to each question while it evaluates {@code rules}. It tells only what it did
   * not expect, so it is told to expect what no query gives.
   */
  List<String> answer(Path rules, Scrapes scrapes, List<Question> questions)
      throws IOException, InterruptedException {
    var test =
        new StringBuilder("rule_files: ['" + rules + "']\nevaluation_interval: 1m\ntests:\n")
            .append("  - interval: 1m\n    input_series:\n")
            .append(scrapes.yaml())
            .append("    promql_expr_test:\n");
    for (var question : questions) {
      test.append("      - expr: '").append(question.query().replace("'", "''"));
      test.append("'\n        eval_time: ").append(question.minute());
      test.append("m\n        exp_samples: [{labels: '{no=\"no\"}', value: 0}]\n");
    }
    var file = Files.writeString(folder.resolve("test.yaml"), test);
    var output = folder.resolve("answer").toFile();
    new ProcessBuilder("promtool", "test", "rules", file.toString())
        .redirectErrorStream(true)
        .redirectOutput(output)
        .start()
        .waitFor();
    var text = Files.readString(output.toPath());
    var answers = ANSWER.matcher(text).results().map(found -> found.group(1).strip()).toList();
    if (answers.size() != questions.size()) {
      throw new IllegalStateException(
          "Expected an answer to " + questions.size() + " queries, but promtool said: " + text);
    }
    return answers;
  }
}
