// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.protocol;

import java.util.Locale;

/** What happens to tasks, as each worker counts it since its start. */
public enum TaskEvent {
  /** Delivered to this worker, each delivery counted. */
  RECEIVED("received"),
  /** A run has begun. */
  STARTED("started"),
  /** Done, and Pub/Sub knows. */
  ACKED("acked"),
  /** To run again after a run that failed or asked for another time, be it elsewhere. */
  RETRIED("retried"),
  /** Published to the dead-letter topic and acknowledged. */
  DEAD_LETTERED("deadLettered"),
  /** Acknowledged because the handler does not want it. */
  DROPPED("dropped"),
  /** Pub/Sub may have delivered it to another worker meanwhile. */
  LEASE_LOST("leaseLost"),
  /**
   * A run has failed; one that a drain stopped is not among them, nor one whose handler asked for
   * another time.
   */
  FAILED("failed"),
  /**
   * Given back through no fault of its own: the worker leaves, has no place for it, or its handler
   * gave no answer.
   */
  RETURNED("returned"),
  /** One of the returned ones had begun to run here. */
  INTERRUPTED("interrupted"),
  /** Acknowledged as the duplicate of a task that succeeded here. */
  SUPPRESSED("suppressed"),
  /** One of the retried ones waits here for its next run. */
  KEPT("kept"),
  /** One of the retried ones could not be settled because the worker failed to. */
  UNSETTLED("unsettled"),
  /**
   * It leaves this worker after a run has begun here, and Pub/Sub doesn't count its deliveries:
   * wherever it runs next, that run looks like its first one.
   */
  RUN_UNCOUNTED("runUncounted");

  private final String label;

  TaskEvent(String label) {
    this.label = label;
  }

  /** Its name in reports. */
  public String label() {
    return label;
  }

  /** Its name as a value of a metric's label, where words have underscores between them. */
  public String metricLabel() {
    return name().toLowerCase(Locale.ROOT);
  }
}
