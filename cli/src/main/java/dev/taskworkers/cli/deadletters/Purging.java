// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.deadletters;

import dev.taskworkers.runtime.UsageException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Deletes dead letters for good, and knows which of them are gone. It deletes no other message: who
 * names the subscription of a pool by mistake would lose its tasks.
 */
final class Purging extends DeadLetterChange {
  /** So many messages that are no dead letters are a subscription of tasks. */
  private static final int ENOUGH = 100;

  /** So many pulls, too: on a quiet subscription, each brings a message or two. */
  private static final int ENOUGH_PULLS = 3;

  private final Set<String> deleted = new HashSet<>();

  /** The ids of messages that do not say that they are dead letters. */
  private final Set<String> others = new HashSet<>();

  /** The ids of all that came before the first dead letter. */
  private final Set<String> strangers = new HashSet<>();

  private int strangePulls;
  private boolean foundOne;

  Purging(Selection selection) {
    super(selection);
  }

  /** It holds no more tasks of a pool than it takes to see that they are tasks. */
  @Override
  boolean goesOn(List<DeadLetterMessage> pulled) {
    foundOne |= pulled.stream().anyMatch(DeadLetterMessage::isDeadLetter);
    if (foundOne) {
      return true;
    }
    pulled.stream().map(DeadLetterMessage::id).forEach(strangers::add);
    strangePulls++;
    if (strangers.size() < ENOUGH && strangePulls < ENOUGH_PULLS) {
      return true;
    }
    others.addAll(strangers);
    return false;
  }

  @Override
  void change(DeadLetterSubscription deadLetters, List<DeadLetterMessage> some) {
    var meant = some.stream().filter(message -> mayDelete(deadLetters, message)).toList();
    if (meant.isEmpty()) {
      return;
    }
    var ids = meant.stream().map(DeadLetterMessage::id).toList();
    begins(ids);
    try {
      deadLetters.remove(meant);
    } catch (UsageException | DeadLetterSubscription.Stopped nothingIsDone) {
      ends();
      throw nothingIsDone;
    }
    ends();
    deleted.addAll(ids);
  }

  private boolean mayDelete(DeadLetterSubscription deadLetters, DeadLetterMessage message) {
    if (!mayChange(deadLetters, message)) {
      return false;
    }
    if (!message.isDeadLetter()) {
      others.add(message.id());
      deadLetters.leave(message);
      return false;
    }
    return true;
  }

  @Override
  Set<String> handled() {
    var handled = new HashSet<>(deleted);
    handled.addAll(others);
    return handled;
  }

  @Override
  boolean isWhole() {
    return super.isWhole() && others.isEmpty();
  }

  /** How many messages were left because they do not say that they are dead letters. */
  int notDeadLetters() {
    return others.size();
  }

  /** The ids of those that are gone. */
  Set<String> deleted() {
    return deleted;
  }

  @Override
  Map<String, Object> report() {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("deleted", deleted.size());
    fields.putAll(super.report());
    fields.put("notDeadLetters", others.size());
    return fields;
  }
}
