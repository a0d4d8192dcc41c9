// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers;

import java.time.Duration;

/**
 * When a batch begins: with so many tasks, or so long after its first.
 *
 * @param size at most as many as there are slots; 0: there are no batches
 */
public record BatchLimits(int size, Duration within) {
  public static final BatchLimits NONE = new BatchLimits(0, Duration.ZERO);
}
