// SPDX-License-Identifier: Apache-2.0
/** What a worker tells: the status page of the operator, metrics, probes. */
package dev.taskworkers.worker.telemetry;
