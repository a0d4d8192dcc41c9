// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.backlog;

import dev.taskworkers.operator.ResourceName;

/** Where the backlogs of subscriptions are learned from. */
@FunctionalInterface
public interface BacklogSource {
  /** Begins to watch {@code subscription}. */
  BacklogWatch watch(ResourceName subscription);
}
