// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.timeline;

import java.time.Instant;

/**
 * A decision that asked for another number of pods than the one before.
 *
 * @param reason its word
 * @param message its sentence
 */
public record Mark(Instant at, int from, int to, String reason, String message) {
  /** Of all pools together; about 230 bytes each: 1.4 MB. */
  public static final int MOST_KEPT = 6000;
}
