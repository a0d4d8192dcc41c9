// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers;

import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.runtime.Environment;
import dev.taskworkers.runtime.UsageException;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * At which answers of a server a task is given up; by default at none.
 *
 * @param deadLetterOn statuses at which the task becomes a dead letter
 * @param dropOn statuses at which the task is acknowledged undone
 */
public record StatusRules(Set<Integer> deadLetterOn, Set<Integer> dropOn) {
  public static final StatusRules NONE = new StatusRules(Set.of(), Set.of());

  public StatusRules {
    deadLetterOn = Set.copyOf(deadLetterOn);
    dropOn = Set.copyOf(dropOn);
  }

  /**
   * Reads them from the environment; see {@link EnvVars}.
   *
   * @throws UsageException when a value can't be used
   */
  public static StatusRules read(Environment environment) {
    var deadLetters = statuses(environment, EnvVars.HTTP_DEAD_LETTER_ON, "400,422");
    var drops = statuses(environment, EnvVars.HTTP_DROP_ON, "410");
    if (!Collections.disjoint(deadLetters, drops)) {
      throw new UsageException(
          EnvVars.HTTP_DEAD_LETTER_ON
              + " and "
              + EnvVars.HTTP_DROP_ON
              + " must not name the same status.");
    }
    return new StatusRules(deadLetters, drops);
  }

  private static Set<Integer> statuses(Environment environment, String name, String example) {
    var text = environment.text(name, "");
    var statuses = new TreeSet<Integer>();
    for (var one : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      if (!one.strip().matches("[45][0-9]{2}")) {
        throw new UsageException(
            name
                + ": expected statuses from 400 to 599, for example "
                + example
                + ", but found '"
                + text
                + "'.");
      }
      statuses.add(Integer.parseInt(one.strip()));
    }
    return statuses;
  }
}
