// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

/** Which of the tasks of a topic a doorbell is sent. */
public enum Share {
  EVERYTHING,

  /** Those that were published in two seconds of eleven. */
  SAMPLES;

  /**
   * No multiple of a cycle is a minute, an hour or a day: what is published by the clock falls into
   * the seconds that are heard as often as into others.
   */
  public static final int CYCLE_SECONDS = 11;

  /** At the begin of each cycle since the epoch. */
  public static final int HEARD_SECONDS = 2;

  public Share other() {
    return this == EVERYTHING ? SAMPLES : EVERYTHING;
  }

  /** Whether it is sent what is published in that second. */
  public boolean hears(long epochSecond) {
    return this == EVERYTHING || Math.floorMod(epochSecond, CYCLE_SECONDS) < HEARD_SECONDS;
  }
}
