// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import java.time.Duration;

/**
 * When two tasks are the same.
 *
 * @param attribute they have the same value of it; empty: no two are the same
 * @param window and the first succeeded no longer ago than this
 */
public record DuplicateRule(String attribute, Duration window) {
  public static final DuplicateRule NONE = new DuplicateRule("", Duration.ZERO);
}
