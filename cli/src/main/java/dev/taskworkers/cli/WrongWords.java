// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli;

import java.util.Arrays;
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
    var similar = problem.getSuggestions();
    return similar.isEmpty()
        ? sentence
        : sentence + " Did you mean " + String.join(" or ", similar) + "?";
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
