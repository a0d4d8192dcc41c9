// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.options;

import dev.taskworkers.runtime.UsageException;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** An object of a cluster as people name it: {@code NAME}, or {@code NAMESPACE/NAME}. */
public record NamedObject(Optional<String> namespace, String name) {
  /** Of what names of namespaces are made, and those of pools and pods. */
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");

  /**
   * Reads it.
   *
   * @param kind what it is, in capitals
   * @throws UsageException when it is none
   */
  public static NamedObject parse(String text, String kind) {
    var parts = text.split("/", -1);
    for (var part : parts) {
      if (parts.length > 2 || !NAME.matcher(part).matches()) {
        throw new UsageException(
            "Expected %1$s or NAMESPACE/%1$s, but found '%2$s'.".formatted(kind, text));
      }
    }
    return new NamedObject(
        parts.length == 2 ? Optional.of(parts[0]) : Optional.empty(), parts[parts.length - 1]);
  }

  /**
   * Refuses what can't be {@code NAMESPACE/NAME}.
   *
   * @throws UsageException when it is none
   */
  public static void requireWhole(String option, String text) {
    var parts = text.split("/", -1);
    Checks.require(
        parts.length == 2 && Stream.of(parts).allMatch(part -> NAME.matcher(part).matches()),
        option,
        "NAMESPACE/NAME",
        "'" + text + "'");
  }

  /**
   * Refuses what can't be a namespace.
   *
   * @throws UsageException when it is none
   */
  public static void requireNamespace(String option, Optional<String> namespace) {
    namespace
        .filter(text -> !NAME.matcher(text).matches())
        .ifPresent(
            text -> {
              throw new UsageException(
                  option + ": expected the name of a namespace, but found '" + text + "'.");
            });
  }
}
