// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.pods;

/** Whether a pool's workers can be asked before one of them is removed. */
public enum ReportingState {
  /** They report. */
  NOW,
  /** They reported until a moment ago: wait for them rather than remove one that may be busy. */
  LOST,
  /**
   * They never report, or have not for long: those that are heard are asked, if they are enough;
   * else Kubernetes chooses, and a pod drains when it stops.
   */
  NEVER
}
