package dev.taskworkers.operator.arrivals.doorbell.counting;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Keeps the cost of a doorbell bounded: where more than 200 tasks or 1 MB a second are published,
 * or more than a stream can bring, it listens for two seconds in ten, which is enough to know the
 * rate. Not safe for threads.
 */
public final class Sampling {
  private static final int WINDOW_SECONDS = 2;

  /** What was published at the end of a window is delivered a moment later. */
  private static final Duration LATE = Duration.ofMillis(1500);

  private static final Duration CYCLE = Duration.ofSeconds(10);

  /** A stream that is behind for so long after it was opened does not catch up. */
  private static final Duration CATCHES_UP = Duration.ofSeconds(30);

  private final SecondCounts counts;
  private Phase phase = Phase.ALWAYS;
  private Optional<Window> window = Optional.empty();
  private Intake intake = new Intake();
  private Instant until = Instant.MAX;
  private boolean estimates;

  /** Whether the doorbell listens all the time, in a window, or waits for the next one. */
  public enum Phase {
    ALWAYS,
    WINDOW,
    REST
  }

  public Sampling(SecondCounts counts) {
    this.counts = counts;
  }

  public Phase phase() {
    return phase;
  }

  /** Whether the last window brought a part only, so that the rate is an estimate. */
  public boolean estimates() {
    return phase != Phase.ALWAYS && estimates;
  }

  /** A stream is opened. */
  public void opened() {
    intake = new Intake();
  }

  public void heard(Delivery.Task task, Instant now) {
    intake.heard(task);
    window.ifPresent(open -> open.heard(task.published(), now));
  }

  /**
   * Whether listening all the time should end. It rests then; where it was behind, so that what it
   * counted has holes, it begins with the next window instead.
   *
   * @param openFor the age of the stream
   */
  public boolean begins(Duration openFor, Instant now) {
    if (phase != Phase.ALWAYS) {
      return false;
    }
    if (isHopelesslyBehind(openFor, now)) {
      counts.forget(now.minusSeconds(SecondCounts.SECONDS), now.plusSeconds(1), now);
      rest(now);
      until = now;
      return true;
    }
    if (counts.isDense(now.getEpochSecond() - WINDOW_SECONDS, WINDOW_SECONDS)) {
      counts.forget(now.truncatedTo(ChronoUnit.SECONDS), now.plusSeconds(1), now);
      rest(now);
      return true;
    }
    return false;
  }

  private boolean isHopelesslyBehind(Duration openFor, Instant now) {
    var lag = counts.lag(now);
    return (intake.isDense() && lag.compareTo(SecondCounts.PROMPT) > 0)
        || (lag.compareTo(SecondCounts.BEHIND) > 0 && openFor.compareTo(CATCHES_UP) >= 0);
  }

  public boolean isOver(Instant now) {
    return phase != Phase.ALWAYS && !now.isBefore(until);
  }

  /** Rests until the next window. */
  public void rest(Instant now) {
    counts.listenTo(Long.MAX_VALUE, Long.MAX_VALUE, now);
    phase = Phase.REST;
    window = Optional.empty();
    until = now.plus(CYCLE).minusSeconds(WINDOW_SECONDS).minus(LATE);
  }

  /** Listens to the next two whole seconds. */
  public void listen(Instant now) {
    var next = new Window(now, WINDOW_SECONDS);
    counts.listenTo(next.first(), next.first() + WINDOW_SECONDS, now);
    phase = Phase.WINDOW;
    window = Optional.of(next);
    until = next.end().plus(LATE);
  }

  /** Whether the window that is over was as dense as that; what it did not hear is put right. */
  public boolean goesOn(Instant now) {
    var over = window.orElseThrow();
    estimates = !over.isComplete(now);
    if (estimates) {
      over.estimate()
          .ifPresentOrElse(
              rate -> counts.estimate(over.first(), WINDOW_SECONDS, rate),
              () -> counts.forget(Instant.ofEpochSecond(over.first()), over.end(), now));
    }
    return (estimates && over.heardAnything()) || counts.isDense(over.first(), WINDOW_SECONDS);
  }

  /** Listens all the time, from the next whole second on. */
  public void end(Instant now) {
    if (phase != Phase.ALWAYS) {
      counts.listenTo(now.getEpochSecond() + 1, Long.MAX_VALUE, now);
    }
    phase = Phase.ALWAYS;
    window = Optional.empty();
    until = Instant.MAX;
  }
}
