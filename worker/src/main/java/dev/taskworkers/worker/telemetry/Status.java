package dev.taskworkers.worker.telemetry;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A worker's state at one instant.
 *
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
    Counters counters,
    Duration oldestInFlight,
    Total taskTime,
    Total waitTime) {}
