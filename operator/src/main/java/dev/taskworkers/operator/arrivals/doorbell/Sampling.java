package dev.taskworkers.operator.arrivals.doorbell;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Keeps the cost of a doorbell bounded: where more than 200 tasks a second are published, it
 * listens for two seconds in ten, which is enough to know the rate. Not safe for threads.
 */
final class Sampling {
  private static final int DENSE_PER_SECOND = 200;
  private static final int WINDOW_SECONDS = 2;

  /** What was published at the end of a window is delivered a moment later. */
  private static final Duration LATE = Duration.ofMillis(1500);

  private static final Duration CYCLE = Duration.ofSeconds(10);

  private final SecondCounts counts;
  private Phase phase = Phase.ALWAYS;
  private long window;
  private Instant until = Instant.MAX;

  /** Whether the doorbell listens all the time, in a window, or waits for the next one. */
  enum Phase {
    ALWAYS,
    WINDOW,
    REST
  }

  Sampling(SecondCounts counts) {
    this.counts = counts;
  }

  Phase phase() {
    return phase;
  }

  /** Whether so much is published that listening all the time should end; it rests then. */
  boolean begins(Instant now) {
    if (phase != Phase.ALWAYS || !isDense(now.getEpochSecond() - WINDOW_SECONDS)) {
      return false;
    }
    counts.forget(now.truncatedTo(ChronoUnit.SECONDS), now.plusSeconds(1));
    rest(now);
    return true;
  }

  boolean isOver(Instant now) {
    return phase != Phase.ALWAYS && !now.isBefore(until);
  }

  /** Rests until the next window. */
  void rest(Instant now) {
    counts.listenTo(Long.MAX_VALUE, Long.MAX_VALUE, now);
    phase = Phase.REST;
    until = now.plus(CYCLE).minusSeconds(WINDOW_SECONDS).minus(LATE);
  }

  /** Listens to the next two whole seconds. */
  void listen(Instant now) {
    window = now.getEpochSecond() + 1;
    counts.listenTo(window, window + WINDOW_SECONDS, now);
    phase = Phase.WINDOW;
    until = Instant.ofEpochSecond(window + WINDOW_SECONDS).plus(LATE);
  }

  /** Whether the window that is over was as dense as that. */
  boolean goesOn() {
    return isDense(window);
  }

  /** Listens all the time, from the next whole second on. */
  void end(Instant now) {
    if (phase != Phase.ALWAYS) {
      counts.listenTo(now.getEpochSecond() + 1, Long.MAX_VALUE, now);
    }
    phase = Phase.ALWAYS;
    until = Instant.MAX;
  }

  private boolean isDense(long first) {
    return counts.in(first, WINDOW_SECONDS) > WINDOW_SECONDS * DENSE_PER_SECOND;
  }
}
