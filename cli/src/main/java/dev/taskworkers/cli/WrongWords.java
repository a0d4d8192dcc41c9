// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong about the words of a command: what was expected, and what came. */
final class WrongWords {
  private static final Map<Class<?>, String> KINDS =
      Map.of(
          int.class, "a whole number",
          Integer.class, "a whole number",
          long.class, "a whole number",
          Long.class, "a whole number",
          double.class, "a number",
          Double.class, "a number");

  private WrongWords() {}

  static String sentence(ParameterException problem) {
    if (problem instanceof UnmatchedArgumentException unmatched) {
      return unmatched(unmatched);
    }
    return value(problem).orElseGet(() -> withStop(problem.getMessage()));
  }

  private static String withStop(String text) {
    return text.endsWith(".") ? text : text + ".";
  }

  /** Of a value that its option does not take. */
  private static Optional<String> value(ParameterException problem) {
    if (!(problem.getArgSpec() instanceof OptionSpec option) || problem.getValue() == null) {
      return Optional.empty();
    }
    return kind(option, problem.getCause() instanceof TypeConversionException)
        .map(
            kind ->
                option.longestName()
                    + ": expected "
                    + kind
                    + ", but found '"
                    + problem.getValue()
                    + "'.");
  }

  private static String unmatched(UnmatchedArgumentException problem) {
    var words = problem.getUnmatched();
    var first = words.get(0);
    var command = problem.getCommandLine();
    var sentence =
        problem.isUnknownOption()
            ? "There is no option '" + first + "'."
            : command.getSubcommands().isEmpty()
                ? "Expected nothing more, but found '" + first + "'."
                : "There is no command '" + first + "'.";
    var known =
        problem.isUnknownOption()
            ? command.getCommandSpec().optionsMap().keySet()
            : command.getSubcommands().keySet();
    var similar = known.stream().filter(name -> isSlipOf(name, first)).sorted().toList();
    return similar.isEmpty()
        ? sentence
        : sentence + " Did you mean " + String.join(" or ", similar) + "?";
  }

  /**
   * Whether it is the name's beginning, or one letter too few, too many or wrong, or two swapped,
   * make it; in a long name two of these.
   */
  private static boolean isSlipOf(String name, String typed) {
    var meant = word(name);
    var found = word(typed);
    var least = Math.min(meant.length(), found.length());
    return least > 1
        && (meant.startsWith(found) || distance(meant, found) <= Math.min(2, least / 3));
  }

  /** Without the dashes of an option, and the value that may be typed with it. */
  private static String word(String text) {
    return text.replaceFirst("^-+", "").replaceFirst("=.*", "").toLowerCase(Locale.ROOT);
  }

  /** Optimal string alignment: insertions, deletions, substitutions and swaps of neighbors. */
  private static int distance(String one, String other) {
    var table = new int[one.length() + 1][other.length() + 1];
    for (var i = 0; i <= one.length(); i++) {
      for (var j = 0; j <= other.length(); j++) {
        if (i == 0 || j == 0) {
          table[i][j] = i + j;
          continue;
        }
        var isSame = one.charAt(i - 1) == other.charAt(j - 1);
        var edited =
            Math.min(
                table[i - 1][j - 1] + (isSame ? 0 : 1),
                1 + Math.min(table[i - 1][j], table[i][j - 1]));
        var isSwapped =
            i > 1
                && j > 1
                && one.charAt(i - 1) == other.charAt(j - 2)
                && one.charAt(i - 2) == other.charAt(j - 1);
        table[i][j] = isSwapped ? Math.min(edited, table[i - 2][j - 2] + 1) : edited;
      }
    }
    return table[one.length()][other.length()];
  }

  /** What an option of this type takes; none where the problem says it itself. */
  private static Optional<String> kind(OptionSpec option, boolean hasWrongType) {
    if (option.typeInfo().isMap()) {
      return Optional.of(option.paramLabel());
    }
    if (!hasWrongType || option.converters().length > 0) {
      return Optional.empty();
    }
    var types = option.auxiliaryTypes();
    var type = types.length == 0 ? option.type() : types[0];
    if (type.isEnum()) {
      return Optional.of(
          "one of "
              + Arrays.stream(type.getEnumConstants())
                  .map(Object::toString)
                  .collect(Collectors.joining(", ")));
    }
    return Optional.ofNullable(KINDS.get(type));
  }
}
