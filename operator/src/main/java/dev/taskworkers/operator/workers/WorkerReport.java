package dev.taskworkers.operator.workers;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * What one worker says of itself at {@code /statusz}, version 1.
 *
 * @param now when it said so, by its own clock
 * @param freeSince since when a slot has been free while the worker was pulling
 * @param cordoned told to pull no more, but still alive
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record WorkerReport(
    int version,
    String worker,
    Instant now,
    Instant startedAt,
    int slots,
    int busy,
    Optional<Instant> freeSince,
    boolean draining,
    boolean cordoned,
    Counters counters,
    double oldestInFlightSeconds,
    Sum taskSeconds,
    Sum waitSeconds) {

  public WorkerReport {
    if (version < 1 || now == null || startedAt == null || slots < 1 || busy < 0) {
      throw new IllegalArgumentException(
          "expected the report of a worker with a version, a time, a start and slots, but found version "
              + version
              + ", time "
              + now
              + ", start "
              + startedAt
              + ", slots "
              + slots
              + ", busy "
              + busy);
    }
    freeSince = freeSince == null ? Optional.empty() : freeSince;
    counters = counters == null ? Counters.ZERO : counters;
    taskSeconds = taskSeconds == null ? Sum.ZERO : taskSeconds;
    waitSeconds = waitSeconds == null ? Sum.ZERO : waitSeconds;
  }

  /** Totals since the worker started; they only grow. What an older one does not tell is 0. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Counters(
      long received,
      long started,
      long acked,
      long retried,
      long deadLettered,
      long dropped,
      long leaseLost,
      long failed,
      long suppressed) {
    public Counters {
      if (LongStream.of(
              received,
              started,
              acked,
              retried,
              deadLettered,
              dropped,
              leaseLost,
              failed,
              suppressed)
          .anyMatch(count -> count < 0)) {
        throw new IllegalArgumentException("a counter is negative");
      }
    }

    static final Counters ZERO = new Counters(0, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  /** A number of things and the sum of their seconds. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Sum(long count, double sum) {
    public Sum {
      if (count < 0 || !(sum >= 0 && sum < Double.MAX_VALUE)) {
        throw new IllegalArgumentException("a sum of seconds is no number of 0 or more");
      }
    }

    static final Sum ZERO = new Sum(0, 0);
  }
}
