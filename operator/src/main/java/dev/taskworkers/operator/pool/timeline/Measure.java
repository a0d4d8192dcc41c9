// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.timeline;

import java.util.Locale;

/** What a timeline has a number of at each moment. */
public enum Measure {
  /** Tasks that came, per second. */
  ARRIVALS,
  /** Tasks that ended, per second; not known where workers do not report. */
  DONE,
  /** Tasks that wait, as estimated. */
  WAITING,
  /** Tasks that run. */
  RUNNING,
  /** Tasks that are not done, as Monitoring's newest sample has it. */
  SAMPLED,
  /** Half of the tasks that began had waited for so many seconds, or less. */
  WAIT_MEDIAN,
  /** 99 of 100 tasks that began had waited for so many seconds, or less. */
  WAIT_P99,
  /** Pods that the pool needs before limits of its user. */
  WANTED,
  /** Pods that are asked for. */
  DESIRED,
  /** Pods that are ready. */
  READY,
  /**
   * Slots that have a task, of {@link #SLOTS} at most; of pods that are not heard, as they last
   * were. What is fetched ahead of the slots is not among them.
   */
  BUSY,
  /** Slots of the pods that are {@link #READY}, heard or not. */
  SLOTS;

  /** As JSON names it, for example {@code waitMedian}. */
  public String word() {
    var words = name().toLowerCase(Locale.ROOT).split("_");
    var word = new StringBuilder(words[0]);
    for (var i = 1; i < words.length; i++) {
      word.append(Character.toUpperCase(words[i].charAt(0))).append(words[i].substring(1));
    }
    return word.toString();
  }
}
