package dev.taskworkers.operator.arrivals.doorbell;

import java.time.Duration;

/** How well a doorbell hears at a moment. */
public sealed interface Hearing {
  /** Every task is counted. */
  record Everything() implements Hearing {}

  /** Two seconds in eleven are counted, because so much is published. */
  record Samples() implements Hearing {}

  /**
   * It gets tasks, but long after they were published.
   *
   * @param lag from a publishing to its being heard
   */
  record Behind(Duration lag) implements Hearing {}

  /** It gets nothing now. */
  record Nothing(Silence silence) implements Hearing {}
}
