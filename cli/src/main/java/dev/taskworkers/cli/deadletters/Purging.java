// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.deadletters;

import dev.taskworkers.runtime.UsageException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Deletes dead letters for good, and knows which of them are gone. */
final class Purging extends DeadLetterChange {
  private final Set<String> deleted = new HashSet<>();

  Purging(Selection selection) {
    super(selection);
  }

  @Override
  void change(DeadLetterSubscription deadLetters, List<DeadLetterMessage> some) {
    var meant = some.stream().filter(message -> mayChange(deadLetters, message)).toList();
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

  @Override
  Set<String> handled() {
    return deleted;
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
    return fields;
  }
}
