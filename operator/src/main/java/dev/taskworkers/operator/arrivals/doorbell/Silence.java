package dev.taskworkers.operator.arrivals.doorbell;

import io.grpc.Status;

/**
 * Why a doorbell does not listen.
 *
 * @param lasts whether it is not worth waiting for
 */
public record Silence(Status why, boolean lasts) {}
