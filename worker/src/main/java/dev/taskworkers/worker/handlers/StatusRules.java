// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers;

import java.util.Set;

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
}
