package dev.taskworkers.operator.arrivals.doorbell;

import java.time.Duration;

/** How well a doorbell hears at a moment. */
public sealed interface Hearing {
  /** Every task is counted. */
  record Everything() implements Hearing {}

  /**
   * Two seconds in ten are counted, because so much is published.
   *
   * @param estimated whether even in these not all of it came, so that the rate is an estimate
   */
  record Samples(boolean estimated) implements Hearing {}

  /**
   * It gets tasks, but long after they were published.
   *
   * @param lag from a publishing to its being heard
   */
  record Behind(Duration lag) implements Hearing {}

  /** It gets nothing now. */
  record Nothing(Silence silence) implements Hearing {}
}
