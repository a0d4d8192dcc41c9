// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.crds.ConditionType;
import dev.taskworkers.operator.scaling.Reason;
import dev.taskworkers.operator.scaling.input.Backlog;
import dev.taskworkers.testbed.CommittedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The page of conditions has every word that the operator's sources say, and no other. */
@DisplayName("docs/conditions.md")
class ConditionsDocTest {
  private static final Path PAGE = Path.of("../docs/conditions.md");
  private static final Path SOURCES = Path.of("src/main/java/dev/taskworkers/operator");
  private static final Path REASON = SOURCES.resolve("scaling/Reason.java");
  private static final Path TYPE =
      Path.of("../crds/src/main/java/dev/taskworkers/crds/ConditionType.java");

  /** Where conditions and events get their words. */
  private static final List<String> SPEAKERS =
      List.of(
          "CheckResult.java",
          "pool/Admission.java",
          "pool/BudgetTemplate.java",
          "pool/DeploymentWriter.java",
          "pool/LongTasks.java",
          "pool/NetworkPolicyTemplate.java",
          "pool/PodTroubles.java",
          "pool/PodWriter.java",
          "pool/PoolConditions.java",
          "pool/PoolObserver.java",
          "pool/PoolReconciler.java",
          "pool/PreStopHooks.java",
          "signals/arrivals");

  /** Words of Kubernetes and of compilers. */
  private static final Set<String> OTHERS =
      Set.of("True", "False", "Unknown", "AlwaysAllow", "Ingress", "FutureReturnValueIgnored");

  private static final Pattern LITERAL = Pattern.compile("\"([A-Z][a-z]+(?:[A-Z][a-z]+)*)\"");

  /** The type of a condition, its status and where it is spelt out its reason. */
  private static final Pattern SET =
      Pattern.compile(
          "set\\(\\s*(?:conditions, )?ConditionType\\.(\\w+)(?:,\\s*[^,\"]+|,\\s*\"\\w+\"),"
              + "\\s*\"(\\w+)\"");

  private static final Pattern CONSTANT =
      Pattern.compile("/\\*\\*((?:(?!\\*/).)*)\\*/\\s+[A-Z_]+\\(\"(\\w+)\"", Pattern.DOTALL);

  /** The heading of a condition, and what its type says. */
  private static final Pattern BEGINNING = Pattern.compile("^### .*\n(It says whether .*\n\n)?");

  private static final Pattern REGION = Pattern.compile("(?s)<!-- reasons -->\n.*<!-- end -->\n");

  private String page;

  @BeforeEach
  void read() throws IOException {
    page = Files.readString(PAGE);
  }

  /** Run with -Dconditions.update=true to write the table instead of comparing it. */
  @Test
  void has_the_reasons_of_decisions() throws IOException {
    var rows = new StringBuilder("| reason | condition | what it means |\n| --- | --- | --- |\n");
    var comments = CONSTANT.matcher(Files.readString(REASON)).results().toList();
    assertThat(comments).hasSize(Reason.values().length);
    for (var comment : comments) {
      var word = comment.group(2);
      var reason =
          Arrays.stream(Reason.values()).filter(each -> each.word().equals(word)).findFirst();
      var condition =
          switch (reason.orElseThrow().standing()) {
            case FREE -> "";
            case LIMITED -> "*ScalingLimited*";
            case INACTIVE -> "*ScalingActive*";
          };
      rows.append("| `").append(word).append("` | ").append(condition).append(" | ");
      rows.append(text(comment.group(1))).append(" |\n");
    }
    var whole = REGION.matcher(page).replaceFirst("<!-- reasons -->\n" + rows + "<!-- end -->\n");
    CommittedFile.check(PAGE, whole, getClass(), "conditions.update");
  }

  /** Run with -Dconditions.update=true to write the sentences instead of comparing them. */
  @Test
  void begins_each_condition_with_what_its_type_says() throws IOException {
    var comments = CONSTANT.matcher(Files.readString(TYPE)).results().toList();
    assertThat(comments).hasSize(ConditionType.values().length);
    var whole = page;
    for (var comment : comments) {
      var section = section(comment.group(2));
      var heading = "### " + comment.group(2) + "\n";
      var sentences = heading + text(comment.group(1)) + "\n\n";
      whole = whole.replace(section, BEGINNING.matcher(section).replaceFirst(sentences));
    }
    CommittedFile.check(PAGE, whole, getClass(), "conditions.update");
  }

  @Test
  void has_each_word_of_a_condition_or_an_event_and_no_other() throws IOException {
    var said = new TreeSet<String>();
    for (var source : sources()) {
      LITERAL.matcher(source).results().forEach(literal -> said.add(literal.group(1)));
    }
    Arrays.stream(Backlog.State.values()).map(Conditions::word).forEach(said::add);
    Arrays.stream(ConditionType.values()).map(ConditionType::word).forEach(said::add);
    said.removeAll(OTHERS);

    var written = new TreeSet<String>();
    var hand = REGION.matcher(page).replaceFirst("");
    for (var line : hand.split("\n")) {
      if (line.startsWith("### ")) {
        written.add(line.substring(4));
      } else if (line.startsWith("| ")) {
        var cells = line.split(" \\| ");
        words(cells[0]).forEach(written::add);
        if (cells.length > 2) {
          words(cells[1]).forEach(written::add);
        }
      }
    }

    assertThat(written).isEqualTo(said);
  }

  @Test
  void has_each_reason_below_its_condition() throws IOException {
    var missing = new TreeSet<String>();
    for (var source : sources()) {
      for (var set : SET.matcher(source).results().toList()) {
        var type = ConditionType.valueOf(set.group(1)).word();
        if (!words(section(type)).contains(set.group(2))) {
          missing.add(type + " " + set.group(2));
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  private String section(String type) {
    var from = page.indexOf("### " + type + "\n");
    assertThat(from).as(type).isNotNegative();
    return page.substring(from, page.indexOf("\n#", from + 1));
  }

  private static Set<String> words(String text) {
    return Pattern.compile("`([A-Z]\\w+)`")
        .matcher(text)
        .results()
        .map(word -> word.group(1))
        .collect(Collectors.toSet());
  }

  private static List<String> sources() throws IOException {
    var texts = new java.util.ArrayList<String>();
    for (var speaker : SPEAKERS) {
      try (var files = Files.walk(SOURCES.resolve(speaker))) {
        for (var file : files.filter(file -> file.toString().endsWith(".java")).toList()) {
          texts.add(Files.readString(file));
        }
      }
    }
    return texts;
  }

  private static String text(String comment) {
    return comment
        .replaceAll("\\s*\\n\\s*\\*\\s*", " ")
        .replaceAll("\\{@code ([^}]*)}", "`$1`")
        .strip();
  }
}
