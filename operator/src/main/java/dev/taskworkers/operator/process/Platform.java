// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import dev.taskworkers.operator.signals.workers.WorkerLine;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * What an operator runs on.
 *
 * @param network between the operator and its workers; the identity but for faults in a lab
 * @param tick wall-clock time between two decisions on a pool
 */
record Platform(
    KubernetesClient kubernetes, UnaryOperator<WorkerLine> network, Clock clock, Duration tick) {}
