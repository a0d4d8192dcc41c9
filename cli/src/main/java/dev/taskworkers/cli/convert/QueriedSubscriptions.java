// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.convert;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The subscriptions that a filter of Cloud Monitoring or a query of PromQL asks for by name.
 *
 * @param names full names or IDs, each once, in their order
 * @param hasOthers whether it asks for some by a pattern, too
 * @param wrong what it compares the ID of a subscription with although no ID can be so
 */
record QueriedSubscriptions(List<String> names, boolean hasOthers, List<String> wrong) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.~+%-]{2,254}");
  private static final Pattern PROJECT = Pattern.compile("[a-z][a-z0-9:.-]{2,61}[a-z0-9]");

  /** Of PromQL's patterns, those that name all that they match. */
  private static final Pattern ALTERNATIVES = Pattern.compile("[A-Za-z0-9_-]+(\\|[A-Za-z0-9_-]+)*");

  /** What a negation stands before; a minus between two sums of PromQL has spaces around it. */
  private static final String NOT = "(?:\\bNOT\\s+|(?<![\\w.)}\"'-])-)";

  private static final Pattern NEGATED_GROUP =
      Pattern.compile(NOT.replace("\\s+", "\\s*") + "(?=\\()", Pattern.CASE_INSENSITIVE);

  private static final String VALUE =
      "(?:one_of\\s*)?\\([^()]*\\)|\"[^\"]*\"|'[^']*'|[\\w.~+%-]++(?:\\s*\\()?";

  private record Compared(List<String> names, boolean hasOthers, List<String> wrong) {}

  QueriedSubscriptions {
    names = List.copyOf(names);
    wrong = List.copyOf(wrong);
  }

  /**
   * Reads a query.
   *
   * @param project of those whose project the query does not name
   */
  static QueriedSubscriptions of(String query, Optional<String> project) {
    var positive = withoutNegatedGroups(query);
    var projects = compared(positive, "project_id", PROJECT).names();
    var owner =
        projects.isEmpty()
            ? project
            : projects.stream().findFirst().filter(only -> projects.size() == 1);
    var found = compared(positive, "subscription_id", NAME);
    var prefix = owner.map(p -> "projects/" + p + "/subscriptions/").orElse("");
    return new QueriedSubscriptions(
        found.names().stream().map(name -> prefix + name).toList(),
        found.hasOthers(),
        found.wrong());
  }

  /** What a label is compared with, but for what it must not be. */
  private static Compared compared(String query, String label, Pattern form) {
    var comparison =
        Pattern.compile(
            "(?<not>"
                + NOT
                + ")?[\\w.]*"
                + label
                + "\\s*(?<how>=~|!=|!~|=|:)\\s*(?<value>"
                + VALUE
                + ")",
            Pattern.CASE_INSENSITIVE);
    Set<String> names = new LinkedHashSet<>();
    List<String> wrong = new ArrayList<>();
    var hasOthers = false;
    for (var match : comparison.matcher(query).results().toList()) {
      if (match.group(1) == null && !match.group(2).startsWith("!")) {
        var named = named(match);
        hasOthers |= named.isEmpty();
        named.forEach(name -> (form.matcher(name).matches() ? names : wrong).add(name));
      }
    }
    return new Compared(List.copyOf(names), hasOthers, wrong);
  }

  /** Empty where a pattern or a function stands for names. */
  private static List<String> named(MatchResult comparison) {
    var how = comparison.group(2);
    var value = comparison.group(3);
    List<String> named = new ArrayList<>();
    if (how.equals("=~") && ALTERNATIVES.matcher(unquoted(value)).matches()) {
      named.addAll(List.of(unquoted(value).split("\\|")));
    } else if (how.equals("=") && value.endsWith(")")) {
      var list = value.replaceFirst("^(?i:one_of)?\\s*\\(", "");
      Arrays.stream(list.substring(0, list.length() - 1).split(",|\\s(?i:OR)\\s"))
          .map(QueriedSubscriptions::unquoted)
          .forEach(named::add);
    } else if (how.equals("=")) {
      named.add(unquoted(value));
    }
    return named.stream().noneMatch(name -> name.endsWith("(")) ? named : List.of();
  }

  private static String unquoted(String value) {
    return value.strip().replaceAll("^[\"']|[\"']$", "");
  }

  private static String withoutNegatedGroups(String query) {
    var left = query;
    for (var not = NEGATED_GROUP.matcher(left); not.find(); not = NEGATED_GROUP.matcher(left)) {
      left = left.substring(0, not.start()) + left.substring(end(left, not.end()));
    }
    return left;
  }

  /** Where the group ends that begins at {@code start}. */
  private static int end(String text, int start) {
    var depth = 0;
    for (var i = start; i < text.length(); i++) {
      depth += text.charAt(i) == '(' ? 1 : text.charAt(i) == ')' ? -1 : 0;
      if (depth == 0) {
        return i + 1;
      }
    }
    return text.length();
  }
}
