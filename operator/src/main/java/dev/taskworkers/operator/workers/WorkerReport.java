package dev.taskworkers.operator.workers;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.LongStream;

/**
 * What one worker says of itself at {@code /statusz}, version 1.
 *
 * @param now when it said so, by its own clock
 * @param freeSince since when a slot has been free while the worker was pulling
 * @param cordoned told to pull no more, but still alive
 * @param busySeconds seconds that tasks have run since the start, running ones counted up to now;
 *     empty where an older worker does not tell
 * @param leaseSeconds how long Pub/Sub keeps a task leased after this worker's last word, at most
 * @param postponed tasks that it gave back for later and that are not due yet
 * @param blocked tasks in hand that wait for their ordering key; among the busy ones
 * @param handlerDown why no task can be run here, while what runs them does not answer
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
    Sum waitSeconds,
    OptionalDouble busySeconds,
    double leaseSeconds,
    Optional<Postponed> postponed,
    int blocked,
    Optional<HandlerDown> handlerDown) {

  /** What Pub/Sub keeps a task for where an older worker does not say how long. */
  private static final double USUAL_LEASE_SECONDS = 60;

  /** No lease is longer; Pub/Sub allows ten minutes. */
  private static final double LONGEST_LEASE_SECONDS = 600;

  public WorkerReport {
    if (version < 1
        || now == null
        || startedAt == null
        || slots < 1
        || busy < 0
        || blocked < 0
        || blocked > busy) {
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
              + busy
              + ", blocked "
              + blocked);
    }
    freeSince = freeSince == null ? Optional.empty() : freeSince;
    counters = counters == null ? Counters.ZERO : counters;
    taskSeconds = taskSeconds == null ? Sum.ZERO : taskSeconds;
    waitSeconds = waitSeconds == null ? Sum.ZERO : waitSeconds;
    busySeconds = known(busySeconds);
    leaseSeconds =
        leaseSeconds > 0 ? Math.min(leaseSeconds, LONGEST_LEASE_SECONDS) : USUAL_LEASE_SECONDS;
    postponed = postponed == null ? Optional.empty() : postponed;
    handlerDown = handlerDown == null ? Optional.empty() : handlerDown;
  }

  private static OptionalDouble known(OptionalDouble seconds) {
    return seconds != null
            && seconds.isPresent()
            && seconds.getAsDouble() >= 0
            && seconds.getAsDouble() < Double.MAX_VALUE
        ? seconds
        : OptionalDouble.empty();
  }

  /**
   * Tasks that come again later, spread evenly between two moments.
   *
   * @param next when the first of them is due
   * @param last when the last one is
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Postponed(int count, Instant next, Instant last) {
    public Postponed {
      if (count < 1 || next == null || last == null || last.isBefore(next)) {
        throw new IllegalArgumentException(
            "expected postponed tasks with a first and a last due time, but found "
                + count
                + " from "
                + next
                + " to "
                + last);
      }
    }
  }

  /** Since when, and why, no task can be run. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record HandlerDown(Instant since, String why) {
    public HandlerDown {
      since = since == null ? Instant.EPOCH : since;
      why = why == null ? "" : why;
    }
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
      long suppressed,
      long interrupted) {
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
              suppressed,
              interrupted)
          .anyMatch(count -> count < 0)) {
        throw new IllegalArgumentException("a counter is negative");
      }
    }

    static final Counters ZERO = new Counters(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
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
