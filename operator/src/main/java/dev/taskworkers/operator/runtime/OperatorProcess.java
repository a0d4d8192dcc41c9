package dev.taskworkers.operator.runtime;

import com.google.cloud.monitoring.v3.MetricServiceClient;
import com.google.pubsub.v1.PublisherGrpc;
import com.google.pubsub.v1.SubscriberGrpc;
import dev.taskworkers.operator.OperatorConfig;
import dev.taskworkers.operator.arrivals.ArrivalWatches;
import dev.taskworkers.operator.backlog.CloudMonitoringBacklog;
import dev.taskworkers.operator.backlog.MonitoringClient;
import dev.taskworkers.operator.backlog.TimeSeriesReader;
import dev.taskworkers.operator.pool.PoolReconciler;
import dev.taskworkers.operator.pool.status.PoolMetrics;
import dev.taskworkers.operator.preflight.DeadLetterTopicCheck;
import dev.taskworkers.operator.preflight.Preflight;
import dev.taskworkers.operator.preflight.SubscriptionCheck;
import dev.taskworkers.operator.records.DecisionRecords;
import dev.taskworkers.operator.workers.AskedWorkers;
import dev.taskworkers.operator.workers.HttpWorkers;
import dev.taskworkers.operator.workers.WorkerLine;
import dev.taskworkers.runtime.GoogleEndpoint;
import dev.taskworkers.runtime.HealthServer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.grpc.ManagedChannel;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.javaoperatorsdk.operator.processing.retry.Retry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running operator: everything wired, started in order and stopped in reverse. */
public final class OperatorProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OperatorProcess.class);

  /** Running reconciliations may finish; below the pod's grace period of 30 s. */
  private static final Duration STOP_WITHIN = Duration.ofSeconds(15);

  /** At once; one takes a millisecond, or as long as the API server takes for a write. */
  private static final int RECONCILIATIONS = 16;

  private final KubernetesClient kubernetes;
  private final MetricServiceClient monitoring;
  private final ManagedChannel pubsub;
  private final OperatorThreads threads = new OperatorThreads();
  private final ArrivalWatches arrivals;
  private final HttpWorkers workers;
  private final Leadership leadership;
  private final Operator operator;
  private final HealthServer health;

  private OperatorProcess(
      OperatorConfig config,
      Map<String, String> environment,
      KubernetesClient kubernetes,
      UnaryOperator<WorkerLine> network,
      Leadership leadership,
      Clock clock,
      Duration tick) {
    this.kubernetes = kubernetes;
    this.leadership = leadership;
    var pubsubEndpoint = GoogleEndpoint.pubsub(environment);
    monitoring = MonitoringClient.open(GoogleEndpoint.monitoring(environment));
    pubsub = pubsubEndpoint.openChannel();

    var credentials = pubsubEndpoint.callCredentials();
    var subscriber =
        SubscriberGrpc.newBlockingStub(pubsub).withCallCredentials(credentials.orElse(null));
    var publisher =
        PublisherGrpc.newBlockingStub(pubsub).withCallCredentials(credentials.orElse(null));
    arrivals =
        new ArrivalWatches(
            new Installation(kubernetes, config.namespace(), threads.calls()),
            () -> pubsubEndpoint.openChannel(threads.callbacks()),
            credentials,
            threads.calls(),
            clock);
    workers = new HttpWorkers(config.workerHealthPort());
    var reader = new TimeSeriesReader(monitoring);
    var backlog = new CloudMonitoringBacklog(reader, threads.calls(), threads.calls());
    var records = new DecisionRecords();
    var metrics = new PoolMetrics();
    metrics.monitoringCalls(reader::calls);
    var reconciler =
        new PoolReconciler(
            config,
            kubernetes,
            backlog,
            arrivals,
            new AskedWorkers(network.apply(workers), clock),
            new Preflight(
                new SubscriptionCheck(subscriber),
                new DeadLetterTopicCheck(publisher),
                threads.calls()),
            metrics,
            records,
            clock,
            tick);
    operator =
        new Operator(
            overrider -> {
              overrider
                  .withKubernetesClient(kubernetes)
                  .withCloseClientOnStop(false)
                  .withResourceCloner(OperatorProcess::same)
                  .withConcurrentReconciliationThreads(RECONCILIATIONS)
                  .withReconciliationTerminationTimeout(STOP_WITHIN);
              if (config.leaderElection()) {
                overrider.withLeaderElectionConfiguration(leadership.configuration());
              }
            });
    operator.register(
        reconciler,
        overrider -> {
          overrider.withRetry(retry());
          if (!config.namespaces().isEmpty()) {
            overrider.settingNamespaces(config.namespaces());
          }
        });
    var pulse = new Pulse(clock);
    health =
        HealthServer.start(config.healthHost(), config.healthPort())
            .probe("/livez", pulse::problem)
            .probe("/readyz", this::notReady)
            .page("/metrics", "text/plain", metrics::text)
            .pages("/decisions/", "application/jsonl", records::lines);
    threads
        .ticks()
        .scheduleWithFixedDelay(
            () -> pulse.beat(List.of(backlog::poll, arrivals::sweep, reconciler::sweep)),
            0,
            tick.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /**
   * Starts the operator; returns when it watches, or stands by for the leader's place.
   *
   * @param network between the operator and its workers; the identity but for faults in a lab
   * @param tick time of the wall between two decisions on a pool
   */
  public static OperatorProcess start(
      OperatorConfig config,
      Map<String, String> environment,
      KubernetesClient kubernetes,
      UnaryOperator<WorkerLine> network,
      Clock clock,
      Duration tick) {
    return start(
        config,
        environment,
        kubernetes,
        network,
        Leadership.in(config.namespace(), environment),
        clock,
        tick);
  }

  static OperatorProcess start(
      OperatorConfig config,
      Map<String, String> environment,
      KubernetesClient kubernetes,
      UnaryOperator<WorkerLine> network,
      Leadership leadership,
      Clock clock,
      Duration tick) {
    var process =
        new OperatorProcess(config, environment, kubernetes, network, leadership, clock, tick);
    try {
      process.operator.start();
    } catch (RuntimeException e) {
      process.close();
      throw e;
    }
    LOG.info(
        "the operator watches {}",
        config.namespaces().isEmpty() ? "all namespaces" : "namespaces " + config.namespaces());
    return process;
  }

  public int healthPort() {
    return health.port();
  }

  private Optional<String> notReady() {
    if (!operator.getRuntimeInfo().isStarted()) {
      return Optional.of("the operator is starting");
    }
    return operator.getRuntimeInfo().allEventSourcesAreHealthy()
        ? Optional.empty()
        : Optional.of("a watch on the Kubernetes API is down");
  }

  /** Nobody here changes what caches hold; a copy would lose why a pool can't be read. */
  private static <R extends HasMetadata> R same(R resource) {
    return resource;
  }

  /** For ever: a pool that was given up after some failures would not scale any more. */
  private static Retry retry() {
    return new GenericRetry()
        .setInitialInterval(Duration.ofSeconds(2))
        .setMaxInterval(Duration.ofMinutes(1).toMillis())
        .withoutMaxAttempts();
  }

  @Override
  public void close() {
    leadership.stopping();
    health.close();
    operator.stop();
    leadership.release(kubernetes);
    threads.ticks().shutdownNow();
    arrivals.close();
    workers.close();
    threads.close();
    monitoring.close();
    pubsub.shutdownNow();
    kubernetes.close();
  }
}
