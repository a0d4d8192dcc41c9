package dev.taskworkers.worker.telemetry;

import java.time.Instant;

/**
 * The handler gives no answer.
 *
 * @param since the first sign of it
 * @param why the latest sign, as a sentence
 */
public record HandlerDown(Instant since, String why) {}
