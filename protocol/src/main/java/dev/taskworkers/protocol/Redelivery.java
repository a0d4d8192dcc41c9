// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.protocol;

import java.time.Duration;

/** What Pub/Sub lets its subscribers say about when a message comes again. */
public final class Redelivery {
  /** The longest ack deadline, and so the longest delay before a task runs again. */
  public static final Duration LONGEST_DELAY = Duration.ofMinutes(10);

  private Redelivery() {}
}
