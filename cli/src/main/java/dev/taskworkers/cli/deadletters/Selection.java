// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.deadletters;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Which dead letters are meant: those with one of the ids, or all, and of them those that match.
 *
 * @param ids empty for all
 * @param match a part of the id, the error, the pod, the key or an attribute's value, in any case;
 *     empty for all
 */
record Selection(Set<String> ids, String match) {
  Selection {
    ids = Set.copyOf(ids);
    match = match.toLowerCase(Locale.ROOT);
  }

  boolean isAll() {
    return ids.isEmpty() && match.isEmpty();
  }

  boolean has(DeadLetterMessage message) {
    return (ids.isEmpty() || ids.contains(message.id()))
        && (match.isEmpty()
            || Stream.concat(
                    Stream.of(message.id(), message.orderingKey()),
                    message.attributes().values().stream())
                .anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(match)));
  }

  /** The ids that are asked for and not among {@code found}. */
  Set<String> missing(Set<String> found) {
    var missing = new TreeSet<>(ids);
    missing.removeAll(found);
    return missing;
  }

  /** Whether more may have to be found. */
  boolean wantsMore(Set<String> found) {
    return ids.isEmpty() || !missing(found).isEmpty();
  }
}
