package dev.taskworkers.worker.telemetry;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A worker's state at one instant.
 *
 * @param throttled its rate lets it start none, though slots are free
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
    int abandoned,
    Optional<Instant> freeSince,
    boolean draining,
    boolean cordoned,
    boolean pulling,
    boolean throttled,
    Counters counters,
    Duration oldestInFlight,
    Distribution taskTime,
    Distribution waitTime,
    Distribution age) {}
