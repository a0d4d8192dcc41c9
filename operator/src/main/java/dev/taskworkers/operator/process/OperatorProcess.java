// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import dev.taskworkers.operator.OperatorConfig;
import dev.taskworkers.operator.signals.workers.WorkerLine;
import dev.taskworkers.runtime.HealthServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running operator: started in order and stopped in reverse. */
public final class OperatorProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OperatorProcess.class);

  /** Between two tries to watch an API server that does not answer. */
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final OperatorComponents components;
  private final LeadershipTerms terms;
  private final HealthServer health;

  private OperatorProcess(OperatorComponents components) {
    this.components = components;
    terms = new LeadershipTerms(components::term, PAUSE);
    var runner = new TickRunner(components.platform().clock());
    health = components.health(runner::problem, terms);
    var ticks = components.threads().ticks();
    ticks.scheduleWithFixedDelay(
        () -> runner.tick(List.of(components.messaging().backlog()::poll, terms::tend)),
        0,
        components.platform().tick().toMillis(),
        TimeUnit.MILLISECONDS);
    ticks.scheduleWithFixedDelay(
        () -> runner.attempt(now -> terms.checkTenure()),
        0,
        components.leadership().renewEvery().toMillis(),
        TimeUnit.MILLISECONDS);
  }

  /**
   * Starts the operator; returns when it watches, or stands by for the leader's place, however long
   * the API server is away.
   *
   * @param network between the operator and its workers; the identity but for faults in the demo
   * @param tick wall-clock time between two decisions on a pool
   */
  public static OperatorProcess start(
      OperatorConfig config,
      Map<String, String> environment,
      KubernetesClient kubernetes,
      UnaryOperator<WorkerLine> network,
      Clock clock,
      Duration tick) {
    return start(
        new OperatorComponents(
            config,
            environment,
            new Platform(kubernetes, network, clock, tick),
            Leadership.in(config.namespace(), environment)));
  }

  static OperatorProcess start(OperatorComponents components) {
    var process = new OperatorProcess(components);
    try {
      process.terms.begin();
    } catch (RuntimeException e) {
      process.close();
      throw e;
    }
    var namespaces = components.config().namespaces();
    LOG.info(
        "the operator watches {}",
        namespaces.isEmpty() ? "all namespaces" : "namespaces " + namespaces);
    return process;
  }

  public int healthPort() {
    return health.port();
  }

  @Override
  public void close() {
    health.close();
    components.threads().ticks().shutdownNow();
    terms.close();
    components.close();
  }
}
