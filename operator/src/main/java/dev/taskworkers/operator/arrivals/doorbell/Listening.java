package dev.taskworkers.operator.arrivals.doorbell;

import dev.taskworkers.operator.arrivals.doorbell.counting.Delivery;
import dev.taskworkers.operator.arrivals.doorbell.counting.Sampling;
import dev.taskworkers.operator.arrivals.doorbell.counting.Sampling.Phase;
import dev.taskworkers.operator.arrivals.doorbell.counting.SecondCounts;
import dev.taskworkers.operator.arrivals.doorbell.stream.Line;
import dev.taskworkers.operator.scaling.signals.Arrivals;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether a doorbell listens at a moment, to everything or now and then, and what it has counted.
 * Safe for threads.
 */
final class Listening implements AutoCloseable {
  /** A stream that has been open for so long has caught up. */
  private static final Duration CAUGHT_UP = Duration.ofSeconds(3);

  /** What is heard late until then is what came while nobody listened. */
  private static final Duration MAY_BE_BEHIND = Duration.ofSeconds(15);

  private final Line line;
  private final SecondCounts counts;
  private final Sampling sampling;
  private boolean closed;

  /**
   * What has ended.
   *
   * @param listened whether it had been listening
   * @param lasted how long the stream was open
   */
  record End(boolean listened, Duration lasted) {}

  Listening(Line line, Instant heardFrom, Instant now) {
    this.line = line;
    counts = new SecondCounts(heardFrom, now);
    sampling = new Sampling(counts);
  }

  /** There is nothing to be heard of what was published between. */
  synchronized void missed(Instant from, Instant now) {
    counts.forget(from, now, now);
  }

  synchronized void begin() {
    if (!closed) {
      line.open();
      sampling.opened();
    }
  }

  /** Counts; whether it rests from now on. */
  synchronized boolean heard(Delivery delivery, Instant now) {
    for (var task : delivery.tasks()) {
      counts.count(task, now);
      sampling.heard(task, now);
    }
    var rests = hasCaughtUp(now) && sampling.begins(line.openFor(now), now);
    if (rests) {
      line.close();
    }
    return rests;
  }

  /** Whether a rest is over. */
  synchronized boolean isToListen(Instant now) {
    return !closed && sampling.phase() == Phase.REST && sampling.isOver(now);
  }

  /** Begins a window after a rest. */
  synchronized void beginWindow(Instant now) {
    if (sampling.phase() == Phase.REST) {
      sampling.listen(now);
      begin();
    }
  }

  /** Ends a window that is over; whether there are others to come. */
  synchronized boolean samplingGoesOn(Instant now) {
    if (!closed && sampling.phase() == Phase.WINDOW && sampling.isOver(now)) {
      if (sampling.goesOn(now)) {
        line.close();
        sampling.rest(now);
      } else {
        sampling.end(now);
      }
    }
    return !closed && samples();
  }

  /** It can't listen any more; empty when it does not want to. */
  synchronized Optional<End> end(Instant now) {
    if (closed) {
      return Optional.empty();
    }
    var end = new End(isActive(), line.openFor(now));
    sampling.end(now);
    line.close();
    return Optional.of(end);
  }

  /** Whether there is a stream, or will be after a rest. */
  synchronized boolean isActive() {
    return !closed && (line.isOpen() || samples());
  }

  private boolean samples() {
    return sampling.phase() != Phase.ALWAYS;
  }

  private boolean hasCaughtUp(Instant now) {
    return line.openFor(now).compareTo(CAUGHT_UP) >= 0;
  }

  private boolean isBehind(Instant now) {
    return !samples()
        && line.openFor(now).compareTo(MAY_BE_BEHIND) >= 0
        && counts.lag(now).compareTo(SecondCounts.BEHIND) > 0;
  }

  /** The counts since {@code from}, and whether they are complete up to now. */
  synchronized Arrivals arrivals(Instant from, Instant now) {
    var listens = samples() || hasCaughtUp(now);
    return counts.snapshot(listens && !isBehind(now), from, now);
  }

  /** How well; empty when nothing is heard. */
  synchronized Optional<Hearing> hearing(Instant now) {
    if (samples()) {
      return Optional.of(new Hearing.Samples(sampling.estimates()));
    }
    if (!line.isOpen()) {
      return Optional.empty();
    }
    return Optional.of(
        isBehind(now) ? new Hearing.Behind(counts.lag(now)) : new Hearing.Everything());
  }

  @Override
  public synchronized void close() {
    closed = true;
    line.close();
  }
}
