package dev.taskworkers.operator.workers;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.Optional;

/**
 * What one worker says of itself at {@code /statusz}, version 1.
 *
 * @param freeSince since when a slot has been free while the worker was pulling
 * @param cordoned told to pull no more, but still alive
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record WorkerReport(
    int version,
    String worker,
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
    startedAt = startedAt == null ? Instant.EPOCH : startedAt;
    freeSince = freeSince == null ? Optional.empty() : freeSince;
    counters = counters == null ? Counters.ZERO : counters;
    taskSeconds = taskSeconds == null ? Sum.ZERO : taskSeconds;
    waitSeconds = waitSeconds == null ? Sum.ZERO : waitSeconds;
  }

  /** Totals since the worker started. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Counters(
      long received,
      long started,
      long acked,
      long retried,
      long deadLettered,
      long dropped,
      long leaseLost,
      long failed) {
    static final Counters ZERO = new Counters(0, 0, 0, 0, 0, 0, 0, 0);
  }

  /** A number of things and the sum of their seconds. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Sum(long count, double sum) {
    static final Sum ZERO = new Sum(0, 0);
  }
}
