package dev.taskworkers.operator.runtime;

import com.google.cloud.monitoring.v3.MetricServiceClient;
import com.google.pubsub.v1.PublisherGrpc;
import com.google.pubsub.v1.SubscriberGrpc;
import dev.taskworkers.operator.OperatorConfig;
import dev.taskworkers.operator.backlog.CloudMonitoringBacklog;
import dev.taskworkers.operator.backlog.MonitoringClient;
import dev.taskworkers.operator.backlog.TimeSeriesReader;
import dev.taskworkers.operator.preflight.DeadLetterTopicCheck;
import dev.taskworkers.operator.preflight.Preflight;
import dev.taskworkers.operator.preflight.SubscriptionCheck;
import dev.taskworkers.operator.records.DecisionRecords;
import dev.taskworkers.operator.workers.WorkerLine;
import dev.taskworkers.runtime.GoogleEndpoint;
import dev.taskworkers.runtime.HealthServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.grpc.ManagedChannel;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running operator: everything wired, started in order and stopped in reverse. */
public final class OperatorProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OperatorProcess.class);

  /** Between two tries to watch an API server that does not answer. */
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final KubernetesClient kubernetes;
  private final MetricServiceClient monitoring;
  private final ManagedChannel pubsub;
  private final OperatorThreads threads = new OperatorThreads();
  private final Leadership leadership;
  private final Terms terms;
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
    var reader = new TimeSeriesReader(monitoring);
    var backlog = new CloudMonitoringBacklog(reader, threads.sound(), threads.doubtful());
    var records = new DecisionRecords();
    var around =
        new Term.Surroundings(
            config,
            kubernetes,
            pubsubEndpoint,
            network,
            leadership,
            backlog,
            new Preflight(
                new SubscriptionCheck(subscriber),
                new DeadLetterTopicCheck(publisher),
                threads.calls()),
            reader::calls,
            records,
            threads,
            clock,
            tick);
    terms = new Terms(() -> new Term(around), PAUSE);
    var pulse = new Pulse(clock);
    health =
        HealthServer.start(config.healthHost(), config.healthPort())
            .probe("/livez", pulse::problem)
            .probe("/readyz", terms::notReady)
            .page("/metrics", "text/plain", terms::metrics)
            .pages("/decisions/", "application/jsonl", records::lines);
    threads
        .ticks()
        .scheduleWithFixedDelay(
            () -> pulse.beat(List.of(backlog::poll, terms::tend)),
            0,
            tick.toMillis(),
            TimeUnit.MILLISECONDS);
    threads
        .ticks()
        .scheduleWithFixedDelay(
            terms::checkTenure, 0, leadership.renewEvery().toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Starts the operator; returns when it watches, or stands by for the leader's place, however long
   * the API server is away.
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
      process.terms.begin();
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

  @Override
  public void close() {
    health.close();
    threads.ticks().shutdownNow();
    terms.close();
    leadership.release(kubernetes);
    threads.close();
    monitoring.close();
    pubsub.shutdownNow();
    kubernetes.close();
  }
}
