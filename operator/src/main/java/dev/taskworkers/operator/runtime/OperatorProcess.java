package dev.taskworkers.operator.runtime;

import com.google.cloud.monitoring.v3.MetricServiceClient;
import com.google.pubsub.v1.SubscriberGrpc;
import dev.taskworkers.operator.OperatorConfig;
import dev.taskworkers.operator.arrivals.ArrivalWatches;
import dev.taskworkers.operator.backlog.CloudMonitoringBacklog;
import dev.taskworkers.operator.backlog.MonitoringClient;
import dev.taskworkers.operator.backlog.TimeSeriesReader;
import dev.taskworkers.operator.pool.PoolReconciler;
import dev.taskworkers.operator.preflight.Preflight;
import dev.taskworkers.operator.preflight.SubscriptionCheck;
import dev.taskworkers.operator.workers.HttpWorkers;
import dev.taskworkers.operator.workers.Workers;
import dev.taskworkers.runtime.GoogleEndpoint;
import dev.taskworkers.runtime.HealthServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.grpc.ManagedChannel;
import io.javaoperatorsdk.operator.Operator;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running operator: everything wired, started in order and stopped in reverse. */
public final class OperatorProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OperatorProcess.class);

  /** Running reconciliations may finish; below the pod's grace period of 30 s. */
  private static final Duration STOP_WITHIN = Duration.ofSeconds(15);

  private final KubernetesClient kubernetes;
  private final MetricServiceClient monitoring;
  private final ManagedChannel pubsub;
  private final ScheduledExecutorService background;
  private final ArrivalWatches arrivals;
  private final Operator operator;
  private final HealthServer health;

  private OperatorProcess(
      OperatorConfig config,
      Map<String, String> environment,
      KubernetesClient kubernetes,
      UnaryOperator<Workers> network,
      Clock clock,
      Duration tick) {
    this.kubernetes = kubernetes;
    var pubsubEndpoint = GoogleEndpoint.pubsub(environment);
    monitoring = MonitoringClient.open(GoogleEndpoint.monitoring(environment));
    pubsub = pubsubEndpoint.openChannel();
    background = Executors.newScheduledThreadPool(2, OperatorProcess::daemon);

    var credentials = pubsubEndpoint.callCredentials();
    var subscriber =
        SubscriberGrpc.newBlockingStub(pubsub).withCallCredentials(credentials.orElse(null));
    arrivals = new ArrivalWatches(pubsub, credentials, background, clock);
    var reader = new TimeSeriesReader(monitoring);
    var backlog = new CloudMonitoringBacklog(reader);
    var metrics = new PoolMetrics();
    metrics.monitoringCalls(reader::calls);
    var reconciler =
        new PoolReconciler(
            config,
            kubernetes,
            backlog,
            arrivals,
            network.apply(new HttpWorkers(config.workerHealthPort(), clock)),
            new Preflight(new SubscriptionCheck(subscriber), background),
            metrics,
            clock,
            tick);
    operator =
        new Operator(
            overrider -> {
              overrider
                  .withKubernetesClient(kubernetes)
                  .withCloseClientOnStop(false)
                  .withReconciliationTerminationTimeout(STOP_WITHIN);
              if (config.leaderElection()) {
                overrider.withLeaderElectionConfiguration(Leadership.of(config));
              }
            });
    operator.register(
        reconciler,
        overrider -> {
          if (!config.namespaces().isEmpty()) {
            overrider.settingNamespaces(config.namespaces());
          }
        });
    var pulse = new Pulse(clock);
    health =
        HealthServer.start(config.healthHost(), config.healthPort())
            .probe("/livez", pulse::problem)
            .probe("/readyz", this::notReady)
            .page("/metrics", "text/plain", metrics::text);
    background.scheduleWithFixedDelay(
        () -> pulse.beat(List.of(backlog::poll, arrivals::sweep)),
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
      UnaryOperator<Workers> network,
      Clock clock,
      Duration tick) {
    var process = new OperatorProcess(config, environment, kubernetes, network, clock, tick);
    process.operator.start();
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

  private static Thread daemon(Runnable task) {
    var thread = new Thread(task, "background");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void close() {
    health.close();
    operator.stop();
    arrivals.close();
    background.shutdownNow();
    monitoring.close();
    pubsub.shutdownNow();
    kubernetes.close();
  }
}
