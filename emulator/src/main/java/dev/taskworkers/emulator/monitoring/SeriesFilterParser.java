// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.monitoring;

import dev.taskworkers.emulator.monitoring.SeriesFilter.Comparison;
import dev.taskworkers.emulator.monitoring.SeriesFilter.Condition;
import dev.taskworkers.emulator.transport.ApiError;
import java.util.ArrayList;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the part of Monitoring's filter language that selects series: conditions and AND. */
final class SeriesFilterParser {
  private static final int MOST_IN_ONE_OF = 100;

  /** Nothing is tried twice (*+): a long text would take a frame of the stack for each letter. */
  private static final String STRING = "\"((?:[^\"\\\\]|\\\\.)*+)\"";

  private static final Pattern QUOTED = Pattern.compile(STRING);

  private static final Pattern CONDITION =
      Pattern.compile(
          "\\s*(metric\\.type|resource\\.type|project|(?:metric|resource)\\.labels?\\.\\w+)"
              + "\\s*(=|!=)\\s*(?:(one_of|starts_with|ends_with|has_substring)\\s*)?"
              + "(?:"
              + STRING
              + "|\\(\\s*("
              + STRING
              + "(?:\\s*,\\s*"
              + STRING
              + ")*+)\\s*\\))\\s*");

  private static final Pattern AND = Pattern.compile("AND\\b");

  private SeriesFilterParser() {}

  static SeriesFilter parse(String text) {
    var conditions = new ArrayList<Condition>();
    var position = 0;
    var more = true;
    while (more) {
      var condition = CONDITION.matcher(text).region(position, text.length());
      if (!condition.lookingAt()) {
        throw unparsable(text);
      }
      conditions.add(condition(condition, text));
      position = condition.end();
      var and = AND.matcher(text).region(position, text.length());
      more = and.lookingAt();
      position = more ? and.end() : position;
    }
    if (position < text.length()) {
      throw unparsable(text);
    }
    return SeriesFilter.of(text, conditions);
  }

  private static Condition condition(Matcher match, String text) {
    var function = match.group(3);
    var operands = QUOTED.matcher(match.group().substring(match.group().indexOf('"')));
    var values = operands.results().map(each -> each.group(1)).toList();
    if (values.size() > MOST_IN_ONE_OF) {
      throw ApiError.invalid(
          "Field filter had an invalid value: one_of takes up to "
              + MOST_IN_ONE_OF
              + " strings, but found "
              + values.size()
              + ".");
    }
    var single = match.group(4) != null;
    if (single != (function == null) || (match.group(2).equals("!=") && function != null)) {
      throw unparsable(text);
    }
    return new Condition(
        match.group(1).replace(".label.", ".labels."),
        comparison(match.group(2), function),
        values);
  }

  private static Comparison comparison(String operator, String function) {
    if (function != null) {
      return Comparison.valueOf(function.toUpperCase(Locale.ROOT));
    }
    return operator.equals("=") ? Comparison.EQUAL : Comparison.NOT_EQUAL;
  }

  private static ApiError unparsable(String text) {
    return ApiError.invalid(
        "Field filter had an invalid value of \""
            + text
            + "\": The filter could not be parsed. Expected conditions joined by AND, such as"
            + " metric.type = \"…\" or resource.labels.subscription_id = one_of(\"a\", \"b\").");
  }
}
