// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.backlog;

import dev.taskworkers.operator.ResourceName;
import java.time.Instant;

/** Where the backlogs of subscriptions are learned from. */
@FunctionalInterface
public interface BacklogSource {
  /** Begins to watch {@code subscription}. */
  BacklogWatch watch(ResourceName subscription);

  /** Has those asked about that are due; called every few seconds, and never waits. */
  default void poll(Instant now) {}
}
