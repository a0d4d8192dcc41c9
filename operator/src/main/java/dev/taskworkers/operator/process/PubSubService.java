// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import com.google.pubsub.v1.PublisherGrpc;
import com.google.pubsub.v1.SubscriberGrpc;
import dev.taskworkers.operator.OperatorConfig;
import dev.taskworkers.operator.OwnerConsent;
import dev.taskworkers.operator.Preflight;
import dev.taskworkers.operator.ResourceNames;
import dev.taskworkers.operator.pubsub.DeadLetterTopicCheck;
import dev.taskworkers.operator.pubsub.PubSubConsent;
import dev.taskworkers.operator.pubsub.PubSubNames;
import dev.taskworkers.operator.pubsub.SubscriptionCheck;
import dev.taskworkers.operator.signals.arrivals.ArrivalSource;
import dev.taskworkers.operator.signals.arrivals.ArrivalWatches;
import dev.taskworkers.operator.signals.arrivals.PayloadBudget;
import dev.taskworkers.operator.signals.backlog.BacklogSource;
import dev.taskworkers.operator.signals.backlog.CloudMonitoringBacklog;
import dev.taskworkers.operator.signals.backlog.MonitoringClient;
import dev.taskworkers.operator.signals.backlog.SubscriptionMetrics;
import dev.taskworkers.operator.signals.backlog.TimeSeriesReader;
import dev.taskworkers.runtime.GoogleEndpoint;
import io.grpc.ManagedChannel;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Pub/Sub, and Cloud Monitoring, which samples the backlogs of its subscriptions. */
final class PubSubService implements MessagingService {
  private final OperatorConfig config;
  private final OperatorThreads threads;
  private final GoogleEndpoint pubsub;
  private final ManagedChannel calls;
  private final MonitoringClient monitoring;
  private final TimeSeriesReader reader;
  private final BacklogSource backlog;
  private final Preflight preflight;

  /**
   * @param environment says where Google is
   */
  PubSubService(OperatorConfig config, Map<String, String> environment, OperatorThreads threads) {
    this.config = config;
    this.threads = threads;
    pubsub = GoogleEndpoint.pubsub(environment);
    monitoring = MonitoringClient.open(GoogleEndpoint.monitoring(environment));
    calls = pubsub.openChannel();
    reader = new TimeSeriesReader(monitoring);
    backlog = backlog(reader, threads);
    var credentials = pubsub.callCredentials().orElse(null);
    preflight =
        new Preflight(
            new SubscriptionCheck(
                SubscriberGrpc.newBlockingStub(calls).withCallCredentials(credentials)),
            new DeadLetterTopicCheck(
                PublisherGrpc.newBlockingStub(calls).withCallCredentials(credentials)),
            config.tenancy(),
            OperatorComponents.turnsOfChecks(threads.checks()));
  }

  static BacklogSource backlog(SubscriptionMetrics metrics, OperatorThreads threads) {
    return new CloudMonitoringBacklog(metrics, threads.sound(), threads.doubtful());
  }

  @Override
  public ResourceNames names() {
    return new PubSubNames(config.project());
  }

  @Override
  public OwnerConsent consent() {
    return new PubSubConsent();
  }

  @Override
  public Preflight preflight() {
    return preflight;
  }

  @Override
  public BacklogSource backlog() {
    return backlog;
  }

  @Override
  public long backlogRequests() {
    return reader.calls();
  }

  @Override
  public ArrivalSource arrivals(Supplier<Optional<String>> installation, Clock clock) {
    return new ArrivalWatches(
        installation,
        config.doorbellProject(),
        () -> pubsub.openChannel(threads.callbacks()),
        pubsub.callCredentials(),
        PayloadBudget.ofThisProcess(),
        threads.calls(),
        clock);
  }

  @Override
  public void close() {
    monitoring.close();
    calls.shutdownNow();
  }
}
