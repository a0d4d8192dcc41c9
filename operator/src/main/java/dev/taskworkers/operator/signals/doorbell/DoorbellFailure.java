package dev.taskworkers.operator.signals.doorbell;

import io.grpc.Status;

/**
 * Why a doorbell does not listen.
 *
 * @param lasts whether it is not worth waiting for
 */
public record DoorbellFailure(Status why, boolean lasts) {}
