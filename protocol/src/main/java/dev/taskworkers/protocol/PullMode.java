// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.protocol;

import dev.taskworkers.runtime.UsageException;
import java.util.Locale;

/** The two ways to fetch tasks. */
public enum PullMode {
  /** A request for each answer: exact, and best for tasks that take their time. */
  UNARY,
  /** A stream: less to send for each task, best for many small ones. */
  STREAMING;

  /** The value of {@link EnvVars#PULL}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The one of that label.
   *
   * @throws UsageException when there is none
   */
  public static PullMode of(String label) {
    for (var mode : values()) {
      if (mode.label().equals(label)) {
        return mode;
      }
    }
    throw new UsageException(
        EnvVars.PULL + ": expected unary or streaming, but found '" + label + "'.");
  }
}
