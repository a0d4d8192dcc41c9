// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation.world;

import dev.taskworkers.runtime.UsageException;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A fault as a command line has it: {@code KIND@START+LENGTH}, in seconds.
 *
 * @param start after the beginning
 * @param length 0 for what happens in a moment
 */
public record FaultText<K extends Enum<K>>(K kind, long start, long length) {
  private static final Pattern TEXT =
      Pattern.compile("([a-z0-9-]+)@([0-9]{1,7})(?:\\+([0-9]{1,7}))?");

  /** A kind as the command line writes it. */
  public static String word(Enum<?> kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Reads one.
   *
   * @param isMoment which kinds need no length
   * @throws UsageException when it is none
   */
  public static <K extends Enum<K>> FaultText<K> parse(
      String text, Class<K> kinds, Predicate<K> isMoment) {
    var parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw refused(
          "expected KIND@START+LENGTH in seconds, for example monitoring-silent@300+600, but found"
              + " '"
              + text
              + "'.");
    }
    var all = kinds.getEnumConstants();
    var word = parts.group(1);
    var kind =
        Arrays.stream(all)
            .filter(one -> word(one).equals(word))
            .findFirst()
            .orElseThrow(
                () ->
                    refused(
                        Arrays.stream(all)
                            .map(FaultText::word)
                            .collect(
                                Collectors.joining(
                                    ", ", "there is no '" + word + "'; there are ", "."))));
    var length = parts.group(3);
    if (length == null && !isMoment.test(kind)) {
      throw refused(word + " needs a length, for example " + text + "+600.");
    }
    return new FaultText<>(
        kind, Long.parseLong(parts.group(2)), length == null ? 0 : Long.parseLong(length));
  }

  private static UsageException refused(String why) {
    return new UsageException("--fault: " + why);
  }
}
