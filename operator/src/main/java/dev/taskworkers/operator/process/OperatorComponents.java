// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import dev.taskworkers.operator.CallLimiter;
import dev.taskworkers.operator.OperatorConfig;
import dev.taskworkers.operator.pool.DecisionRecords;
import dev.taskworkers.operator.signals.workers.OrderNumbers;
import dev.taskworkers.runtime.HealthServer;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Builds what lives as long as the operator's process; with {@link TermComponents} it is the only
 * place that does.
 */
final class OperatorComponents implements AutoCloseable {
  /** Looks for one namespace: those that never end leave room for others. */
  private static final int CHECKS_OF_NAMESPACE = 16;

  private final OperatorThreads threads = new OperatorThreads();
  private final DecisionRecords records = new DecisionRecords();
  private final OrderNumbers orderNumbers = new OrderNumbers();
  private final OperatorConfig config;
  private final Platform platform;
  private final Leadership leadership;
  private final MessagingService messaging;

  /**
   * @param environment says where Google is
   */
  OperatorComponents(
      OperatorConfig config,
      Map<String, String> environment,
      Platform platform,
      Leadership leadership) {
    this.config = config;
    this.platform = platform;
    this.leadership = leadership;
    messaging = new PubSubService(config, environment, threads);
  }

  static CallLimiter turnsOfChecks(Executor threads) {
    return new CallLimiter(OperatorThreads.CHECKS_AT_ONCE, CHECKS_OF_NAMESPACE, threads);
  }

  OperatorConfig config() {
    return config;
  }

  Platform platform() {
    return platform;
  }

  Leadership leadership() {
    return leadership;
  }

  OperatorThreads threads() {
    return threads;
  }

  MessagingService messaging() {
    return messaging;
  }

  /** Where probes, metrics and records are served; it listens already. */
  HealthServer health(Supplier<Optional<String>> live, LeadershipTerms terms) {
    var metrics =
        new OperatorMetrics(
            () -> config.leaderElection() ? terms.leads() : terms.notReady().isEmpty(),
            messaging::backlogRequests,
            terms::pools);
    return HealthServer.start(config.healthHost(), config.healthPort())
        .probe("/livez", live)
        .probe("/readyz", terms::notReady)
        .page("/metrics", request -> metrics.at(now()).answer(request.header("Accept")))
        .localPages(
            "/decisions/",
            "application/jsonl",
            () -> away(terms),
            pool -> Optional.of(records.lines(pool)))
        .localPage("/pools", "application/json", () -> away(terms), () -> terms.pools().list(now()))
        .localPages(
            "/pools/",
            "application/json",
            () -> away(terms),
            path -> terms.pools().page(path, now()));
  }

  /** Whoever stands by, or has not begun, knows no pools, and would show that there are none. */
  private Optional<String> away(LeadershipTerms terms) {
    return config.leaderElection() && !terms.leads()
        ? Optional.of("This operator does not lead; ask the one that does.")
        : terms.notBegun().map(why -> "This operator has not begun: " + why + ".");
  }

  private Instant now() {
    return platform.clock().instant();
  }

  DecisionRecords records() {
    return records;
  }

  OrderNumbers orderNumbers() {
    return orderNumbers;
  }

  /** A term that has not begun. */
  LeadershipTerm term() {
    return new TermComponents(this).term();
  }

  /** Ends what lives as long as the process, when the last term has ended. */
  @Override
  public void close() {
    leadership.release(platform.kubernetes());
    threads.close();
    messaging.close();
    platform.kubernetes().close();
  }
}
