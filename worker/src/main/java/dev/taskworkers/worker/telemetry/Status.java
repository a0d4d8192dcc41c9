package dev.taskworkers.worker.telemetry;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A worker's state at one instant.
 *
 * @param busy tasks in hand that run, are ready to, or wait for their ordering key; what is fetched
 *     ahead of the slots is among them, so it may be more than there are slots
 * @param blocked tasks in hand that wait for their ordering key
 * @param activeKeys ordering keys of the tasks in hand
 * @param throttled its rate lets it start none, though slots are free
 * @param busyTime how long tasks have run since the start, running ones up to now
 * @param lease how long a task stays leased at most when this worker renews no more
 * @param taskTime of runs
 * @param waitTime from publication to the first run
 * @param age from publication to each delivery
 * @param cordoned it was told to pull no more, and no pull is out
 */
public record Status(
    Instant now,
    Instant startedAt,
    int slots,
    int busy,
    int blocked,
    int activeKeys,
    int abandoned,
    Optional<Instant> freeSince,
    boolean draining,
    boolean cordoned,
    boolean pulling,
    boolean throttled,
    Counters counters,
    Duration oldestInFlight,
    Duration busyTime,
    Duration lease,
    Optional<Postponed.Report> postponed,
    Optional<HandlerDown> handlerDown,
    Distribution taskTime,
    Distribution waitTime,
    Distribution age) {}
