// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import dev.taskworkers.operator.OperatorConfig;
import dev.taskworkers.operator.signals.workers.WorkerLine;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Starts operators whose leadership ends 2 s after their last word, so that tests need not wait.
 */
final class ShortLease {
  private ShortLease() {}

  static OperatorProcess start(
      OperatorConfig config,
      Map<String, String> environment,
      KubernetesClient kubernetes,
      Clock clock,
      Duration tick) {
    return start(config, environment, kubernetes, UnaryOperator.identity(), clock, tick);
  }

  static OperatorProcess start(
      OperatorConfig config,
      Map<String, String> environment,
      KubernetesClient kubernetes,
      UnaryOperator<WorkerLine> network,
      Clock clock,
      Duration tick) {
    return OperatorProcess.start(
        new OperatorComponents(
            config,
            environment,
            new Platform(kubernetes, network, clock, tick),
            Leadership.in(config.namespace(), environment).lasting(Duration.ofSeconds(2))));
  }
}
