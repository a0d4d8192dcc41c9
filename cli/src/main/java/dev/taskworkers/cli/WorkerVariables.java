// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli;

import dev.taskworkers.runtime.UsageException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What was typed, as the variables of a worker say it, and which option said it. */
final class WorkerVariables {
  /** A word, or what was found, whose words are not ours. */
  private static final Pattern WORD_OR_VALUE =
      Pattern.compile("(?s)but found '.*|(?<= )'[^']*'|\\w+");

  private final Map<String, String> values = new HashMap<>();
  private final Map<String, String> options = new HashMap<>();

  void set(String variable, String value) {
    values.put(variable, value);
  }

  void set(String option, String variable, String value) {
    set(variable, value);
    options.put(variable, option);
  }

  /** The option that has set it. */
  Optional<String> optionOf(String variable) {
    return Optional.ofNullable(options.get(variable));
  }

  void addAll(WorkerVariables others) {
    values.putAll(others.values);
    options.putAll(others.options);
  }

  /** The variables of {@code environment}, with what was typed in their place. */
  Map<String, String> over(Map<String, String> environment) {
    var all = new HashMap<>(environment);
    all.putAll(values);
    return all;
  }

  /** A worker knows its variables alone; who has typed an option hears of that. */
  UsageException asTyped(UsageException problem) {
    return new UsageException(
        WORD_OR_VALUE
            .matcher(problem.getMessage())
            .replaceAll(
                found ->
                    Matcher.quoteReplacement(options.getOrDefault(found.group(), found.group()))));
  }
}
