package dev.taskworkers.worker.work;

import dev.taskworkers.worker.time.Moment;
import java.time.Duration;

/** What a task in hand is doing. It is doing exactly one of these things. */
public sealed interface State {
  State ARRIVED = new Arrived();
  State IN_LINE = new InLine();
  State RESTING = new Resting();
  State BEING_BURIED = new BeingBuried();
  State LEFT = new Left();

  /** It has just arrived. */
  record Arrived() implements State {}

  /** It waits behind another task of its ordering key. */
  record InLine() implements State {}

  /**
   * It may begin as soon as there is a slot.
   *
   * @param since when it could have begun, had there been one
   */
  record Ready(Moment since) implements State {}

  /** It failed and waits here for its next run. */
  record Resting() implements State {}

  /** It runs, whether its lease is still ours or not. */
  record Running(Work work) implements State {}

  /** Its dead letter is being stored. */
  record BeingBuried() implements State {}

  /** Pub/Sub is told that it is done. */
  record BeingAcknowledged(Done as) implements State {}

  /**
   * Pub/Sub is told to deliver it again.
   *
   * @param delay after that
   * @param comesWithin the time from then on for which the others of its key wait for it
   */
  record GoingBack(Duration delay, Duration comesWithin) implements State {}

  /** It is in hand no more. */
  record Left() implements State {}

  /** As what a task is acknowledged. */
  enum Done {
    SUCCESS,
    DROPPED,
    DEAD_LETTER,
    DUPLICATE
  }
}
