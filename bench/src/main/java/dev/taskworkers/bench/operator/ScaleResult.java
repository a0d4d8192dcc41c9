// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench.operator;

/**
 * What the operator took in one phase.
 *
 * @param residentMiB the most memory that it held
 * @param cores CPU seconds per second
 * @param tickP50 seconds between two questions to one worker; a tick is 5 s
 * @param statusWrites a minute
 * @param needlessStatusWrites a minute, after which the object was the same as before
 * @param otherWrites to the API server, a minute; the renewed lease is among them
 * @param monitoringCalls a minute
 */
public record ScaleResult(
    String phase,
    double residentMiB,
    double cores,
    double tickP50,
    double tickP99,
    double tickMax,
    double statusWrites,
    double needlessStatusWrites,
    double otherWrites,
    double monitoringCalls) {}
