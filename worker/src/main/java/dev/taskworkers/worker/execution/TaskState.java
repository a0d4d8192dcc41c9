// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.execution;

import dev.taskworkers.runtime.Moment;
import java.time.Duration;

/** What a task in hand is doing. It is doing exactly one of these things. */
public sealed interface TaskState {
  TaskState ARRIVED = new Arrived();
  TaskState IN_LINE = new InLine();
  TaskState RESTING = new Resting();
  TaskState BEING_FORWARDED = new BeingForwarded();
  TaskState LEFT = new Left();

  /** It has just arrived. */
  record Arrived() implements TaskState {}

  /** It waits behind another task of its ordering key. */
  record InLine() implements TaskState {}

  /**
   * It may begin as soon as there is a slot.
   *
   * @param since when it could have begun, had there been one
   */
  record Ready(Moment since) implements TaskState {}

  /** It failed and waits here for its next run. */
  record Resting() implements TaskState {}

  /** It runs, whether its lease is still ours or not. */
  record Running(RunningTask work) implements TaskState {}

  /** Its dead letter is being stored. */
  record BeingForwarded() implements TaskState {}

  /** Pub/Sub is told that it is done. */
  record BeingAcknowledged(Done as) implements TaskState {}

  /**
   * Pub/Sub is told to deliver it again.
   *
   * @param delay after that
   * @param comesWithin the time from then on for which the others of its key wait for it
   */
  record GoingBack(Duration delay, Duration comesWithin) implements TaskState {}

  /** It is in hand no more. */
  record Left() implements TaskState {}

  /** As what a task is acknowledged. */
  enum Done {
    SUCCESS,
    DROPPED,
    DEAD_LETTER,
    DUPLICATE
  }
}
