// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli;

import dev.taskworkers.runtime.UsageException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What was typed, as the variables of a worker say it, and which option said it. */
final class WorkerVariables {
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
    return problem.inWords(word -> options.getOrDefault(word, word));
  }
}
