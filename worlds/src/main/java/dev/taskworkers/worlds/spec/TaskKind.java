// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.spec;

/**
 * What tasks of a load are like.
 *
 * @param keys ordering keys among which they are spread; 0: they have none
 * @param hotKey whether most of them have the same key
 * @param failing the share of them that fail at first
 * @param failures runs of such a task that fail before one succeeds
 * @param bytes of its message
 */
public record TaskKind(
    Length length, int keys, boolean hotKey, double failing, int failures, int bytes) {
  /** More often than any worker tries. */
  public static final int ALWAYS = Integer.MAX_VALUE;

  private static final int USUAL_BYTES = 100;

  /** Without keys, and they succeed. */
  public static TaskKind of(Length length) {
    return new TaskKind(length, 0, false, 0, 0, USUAL_BYTES);
  }

  /** Without keys, and they succeed after {@code seconds}. */
  public static TaskKind of(double seconds) {
    return of(new Length.Fixed(seconds));
  }

  /** Up to 30 % more or less than {@code seconds}. */
  public static TaskKind varied(double seconds) {
    return of(new Length.Even(seconds, 0.3));
  }

  public TaskKind taking(Length other) {
    return new TaskKind(other, keys, hotKey, failing, failures, bytes);
  }

  public TaskKind ordered(int among, boolean hot) {
    return new TaskKind(length, among, hot, failing, failures, bytes);
  }

  public TaskKind failing(double share, int times) {
    return new TaskKind(length, keys, hotKey, share, times, bytes);
  }

  public TaskKind sized(int other) {
    return new TaskKind(length, keys, hotKey, failing, failures, other);
  }

  public boolean isOrdered() {
    return keys > 0;
  }
}
