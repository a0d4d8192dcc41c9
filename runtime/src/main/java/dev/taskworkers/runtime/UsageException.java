// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Input that a person can fix: the message says what was expected, what came and what to do. The
 * command prints it alone and exits with 2.
 */
public final class UsageException extends RuntimeException {
  /** A word, or what was found, whose words are not ours. */
  private static final Pattern WORD_OR_VALUE =
      Pattern.compile("(?s)but found '.*|(?<= )'[^']*'|\\w+");

  public UsageException(String sentence) {
    super(sentence);
  }

  /**
   * Throws unless {@code right}.
   *
   * @param otherwise the sentence, without its full stop
   */
  public static void expect(boolean right, String otherwise) {
    if (!right) {
      throw new UsageException(otherwise + ".");
    }
  }

  /** This problem in the words of somebody who knows settings by other names, each one word. */
  public UsageException inWords(UnaryOperator<String> words) {
    return new UsageException(
        WORD_OR_VALUE
            .matcher(getMessage())
            .replaceAll(found -> Matcher.quoteReplacement(words.apply(found.group()))));
  }
}
