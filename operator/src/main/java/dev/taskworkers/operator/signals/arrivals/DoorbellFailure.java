// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import io.grpc.Status;

/**
 * Why a doorbell does not listen.
 *
 * @param lasts whether it is not worth waiting for
 */
record DoorbellFailure(Status why, boolean lasts) {}
