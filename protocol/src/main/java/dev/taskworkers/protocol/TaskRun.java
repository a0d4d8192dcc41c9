// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.protocol;

/**
 * A task that runs in a worker now. What is longer or larger than any worker says is cut.
 *
 * @param task the id of its message
 * @param attempt the number of the run, from 1
 * @param seconds for which it has run
 * @param limitSeconds for which it may run
 * @param stuck it was told to stop, and goes on
 */
public record TaskRun(
    String task, int attempt, double seconds, double limitSeconds, boolean stuck) {
  /** So many a worker reports, those that run longest. */
  public static final int MOST = 5;

  /** No task runs for a year. */
  static final double LONGEST_SECONDS = 365 * 86_400.0;

  public TaskRun {
    task = FailureGroup.cut(task, FailureGroup.LONGEST_TASK);
    attempt = Math.max(1, attempt);
    seconds = clamp(seconds);
    limitSeconds = clamp(limitSeconds);
  }

  private static double clamp(double seconds) {
    return seconds > 0 ? Math.min(seconds, LONGEST_SECONDS) : 0;
  }
}
