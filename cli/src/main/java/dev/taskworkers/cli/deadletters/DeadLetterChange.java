// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.deadletters;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A change of the selected dead letters, and how far it went. Of an ordering key, it goes past no
 * dead letter that stays: Pub/Sub delivers that one again, and then all that follow it, also those
 * that were acknowledged.
 */
abstract class DeadLetterChange {
  private final Selection selection;
  private final Set<String> inDoubt = new TreeSet<>();

  /** The ids of those that were left because one before them stays. */
  private final Set<String> behind = new HashSet<>();

  private boolean exhausted;

  DeadLetterChange(Selection selection) {
    this.selection = selection;
  }

  /** Changes what is selected. */
  final void run(DeadLetterSubscription deadLetters) {
    while (selection.wantsMore(seen())) {
      var some = deadLetters.take(this::goesOn);
      if (some.isEmpty()) {
        break;
      }
      change(deadLetters, some);
    }
    exhausted = deadLetters.exhausted();
  }

  /**
   * Whether the subscription may be the one that is meant.
   *
   * @param pulled what came last
   */
  boolean goesOn(List<DeadLetterMessage> pulled) {
    return true;
  }

  /** Changes those of a few dead letters, in their order, that {@link #mayChange}. */
  abstract void change(DeadLetterSubscription deadLetters, List<DeadLetterMessage> some);

  /** The ids of those for which it is known what became of them. */
  abstract Set<String> handled();

  /** Whether the next dead letter is to be changed; if not, it is left. */
  final boolean mayChange(DeadLetterSubscription deadLetters, DeadLetterMessage message) {
    if (!selection.has(message)) {
      deadLetters.leave(message);
      return false;
    }
    if (deadLetters.isBehindOneThatStays(message)) {
      behind.add(message.id());
      return false;
    }
    return true;
  }

  /** From now on an error leaves these in doubt. */
  final void begins(List<String> ids) {
    inDoubt.addAll(ids);
  }

  /** It is known what became of them. */
  final void ends() {
    inDoubt.clear();
  }

  private Set<String> seen() {
    var seen = new HashSet<>(handled());
    seen.addAll(behind);
    return seen;
  }

  private Set<String> missing() {
    return selection.missing(seen());
  }

  boolean isWhole() {
    return missing().isEmpty() && behind.isEmpty();
  }

  /** The ids that no dead letter has. */
  final Set<String> notFound() {
    return exhausted ? missing() : Set.of();
  }

  /** The ids that were not come to before it ended, or that are behind one that stays. */
  final Set<String> notReached() {
    var left = new TreeSet<>(exhausted ? Set.of() : missing());
    left.addAll(behind);
    left.removeAll(inDoubt);
    return left;
  }

  /** How many of those are behind one that stays. */
  final int leftBehind() {
    return behind.size();
  }

  /** The ids of those at which it ended: Pub/Sub may have done what it was asked, or not. */
  final Set<String> inDoubt() {
    return inDoubt;
  }

  /** For programs. */
  Map<String, Object> report() {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("notFound", notFound());
    fields.put("notReached", notReached());
    fields.put("inDoubt", inDoubt());
    return fields;
  }
}
