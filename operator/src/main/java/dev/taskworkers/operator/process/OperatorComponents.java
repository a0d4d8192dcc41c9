package dev.taskworkers.operator.process;

import com.google.cloud.monitoring.v3.MetricServiceClient;
import com.google.pubsub.v1.PublisherGrpc;
import com.google.pubsub.v1.SubscriberGrpc;
import dev.taskworkers.operator.CallLimiter;
import dev.taskworkers.operator.OperatorConfig;
import dev.taskworkers.operator.pool.Admission;
import dev.taskworkers.operator.pool.DecisionRecords;
import dev.taskworkers.operator.pool.PoolEvents;
import dev.taskworkers.operator.pool.PoolObserver;
import dev.taskworkers.operator.pool.PoolReconciler;
import dev.taskworkers.operator.pool.PoolReporter;
import dev.taskworkers.operator.pool.PoolStates;
import dev.taskworkers.operator.pool.PoolWatches;
import dev.taskworkers.operator.pool.PoolWriter;
import dev.taskworkers.operator.pool.Subscriptions;
import dev.taskworkers.operator.pool.spec.PoolValidation;
import dev.taskworkers.operator.pool.timeline.DecisionMarks;
import dev.taskworkers.operator.preflight.DeadLetterTopicCheck;
import dev.taskworkers.operator.preflight.Preflight;
import dev.taskworkers.operator.preflight.SubscriptionCheck;
import dev.taskworkers.operator.signals.arrivals.ArrivalWatches;
import dev.taskworkers.operator.signals.backlog.CloudMonitoringBacklog;
import dev.taskworkers.operator.signals.backlog.MonitoringClient;
import dev.taskworkers.operator.signals.backlog.TimeSeriesReader;
import dev.taskworkers.operator.signals.workers.AskedWorkers;
import dev.taskworkers.operator.signals.workers.HttpWorkers;
import dev.taskworkers.operator.signals.workers.OrderSigner;
import dev.taskworkers.runtime.GoogleEndpoint;
import dev.taskworkers.runtime.HealthServer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.grpc.ManagedChannel;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.javaoperatorsdk.operator.processing.event.rate.LinearRateLimiter;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.javaoperatorsdk.operator.processing.retry.Retry;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds the operator, and is the only place that does: first what lives as long as the process,
 * then, for each term, what follows pools.
 */
final class OperatorComponents implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OperatorComponents.class);

  /** Running reconciliations may finish; below the pod's grace period of 30 s. */
  private static final Duration STOP_WITHIN = Duration.ofSeconds(15);

  /** At once; one takes a millisecond, or as long as the API server takes for a write. */
  private static final int RECONCILIATIONS = 16;

  /** Looks for one namespace: those that never end leave room for others. */
  private static final int CHECKS_OF_NAMESPACE = 16;

  /** At one pool: a topic on which much is published must not take the time of others. */
  private static final int LOOKS_IN_A_TICK = 10;

  /** Each may have a megabyte, whatever of it is read. */
  private static final long POOLS_IN_AN_ANSWER = 50;

  private final OperatorThreads threads = new OperatorThreads();
  private final DecisionRecords records = new DecisionRecords();
  private final OperatorConfig config;
  private final Platform platform;
  private final Leadership leadership;
  private final GoogleEndpoint pubsub;
  private final ManagedChannel calls;
  private final MetricServiceClient monitoring;
  private final TimeSeriesReader reader;
  private final CloudMonitoringBacklog backlog;
  private final Preflight preflight;

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
    pubsub = GoogleEndpoint.pubsub(environment);
    monitoring = MonitoringClient.open(GoogleEndpoint.monitoring(environment));
    calls = pubsub.openChannel();
    reader = new TimeSeriesReader(monitoring);
    backlog = new CloudMonitoringBacklog(reader, threads.sound(), threads.doubtful());
    preflight = preflight();
  }

  private Preflight preflight() {
    var credentials = pubsub.callCredentials().orElse(null);
    return new Preflight(
        new SubscriptionCheck(
            SubscriberGrpc.newBlockingStub(calls).withCallCredentials(credentials)),
        new DeadLetterTopicCheck(
            PublisherGrpc.newBlockingStub(calls).withCallCredentials(credentials)),
        config.tenancy(),
        new CallLimiter(OperatorThreads.CHECKS_AT_ONCE, CHECKS_OF_NAMESPACE, threads.checks()));
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

  CloudMonitoringBacklog backlog() {
    return backlog;
  }

  /** Where probes, metrics and records are served; it listens already. */
  HealthServer health(Supplier<Optional<String>> live, LeadershipTerms terms) {
    var metrics =
        new OperatorMetrics(
            () -> config.leaderElection() ? terms.leads() : terms.notReady().isEmpty(),
            reader::calls,
            terms::pools);
    return HealthServer.start(config.healthHost(), config.healthPort())
        .probe("/livez", live)
        .probe("/readyz", terms::notReady)
        .page("/metrics", request -> metrics.at(now()).answer(request.header("Accept")))
        .localPages("/decisions/", "application/jsonl", pool -> Optional.of(records.lines(pool)))
        .localPage("/pools", "application/json", () -> away(terms), () -> terms.pools().list(now()))
        .localPages(
            "/pools/",
            "application/json",
            () -> away(terms),
            path -> terms.pools().page(path, now()));
  }

  /** Whoever stands by follows no pools, and would show that there are none. */
  private Optional<String> away(LeadershipTerms terms) {
    return config.leaderElection() && !terms.leads()
        ? Optional.of("This operator does not lead; ask the one that does.")
        : Optional.empty();
  }

  private Instant now() {
    return platform.clock().instant();
  }

  /** A term that has not begun. */
  LeadershipTerm term() {
    var lost = new CompletableFuture<String>();
    var tenure =
        new LeaseGuard(
            leadership.renewWithin(),
            () -> lost.complete("the leader's lease could not be renewed"),
            System::nanoTime);
    var kubernetes = kubernetes(tenure);
    var keys =
        new OrderKeys(
            kubernetes,
            config.namespace(),
            threads.calls(),
            platform.clock(),
            () -> !config.leaderElection() || tenure.leads());
    var workers =
        new HttpWorkers(
            config.workerHealthPort(), new OrderSigner(keys::signing, platform.clock()));
    try {
      var namespaces =
          new WatchedNamespaces(kubernetes, config.namespaces(), threads.calls(), lost::complete);
      var pools = pools(kubernetes, workers, keys, namespaces);
      var operator = new Operator(overrider -> configure(overrider, kubernetes, tenure, lost));
      return new LeadershipTerm(
          lost,
          tenure,
          kubernetes,
          pools,
          operator,
          () -> {
            register(operator, pools, namespaces);
            // Before the first pod is made: it is not written to then.
            keys.look();
          });
    } catch (RuntimeException | OutOfMemoryError e) {
      // It is tried again: what it has opened must not be missing then.
      workers.close();
      kubernetes.close();
      throw e;
    }
  }

  private void register(Operator operator, PoolControl pools, WatchedNamespaces namespaces) {
    var watched = namespaces.choose();
    operator.register(
        pools.reconciler(),
        overrider -> {
          overrider.withRetry(retry());
          overrider.withRateLimiter(new LinearRateLimiter(platform.tick(), LOOKS_IN_A_TICK));
          overrider.withInformerListLimit(POOLS_IN_AN_ANSWER);
          if (!watched.isEmpty()) {
            overrider.settingNamespaces(watched);
          }
        });
  }

  /** A client of its own: when the term is lost, what is under way ends with it. */
  private KubernetesClient kubernetes(LeaseGuard tenure) {
    var process = platform.kubernetes();
    return new KubernetesClientBuilder()
        .withConfig(process.getConfiguration())
        .withKubernetesSerialization(process.getKubernetesSerialization())
        .withHttpClientBuilderConsumer(client -> client.addOrReplaceInterceptor("tenure", tenure))
        .build();
  }

  private PoolControl pools(
      KubernetesClient kubernetes,
      HttpWorkers workers,
      OrderKeys keys,
      WatchedNamespaces namespaces) {
    var clock = platform.clock();
    var asked = new AskedWorkers(platform.network().apply(workers), clock);
    var arrivals =
        new ArrivalWatches(
            new Installation(kubernetes, config.namespace(), threads.calls()),
            config.doorbellProject(),
            () -> pubsub.openChannel(threads.callbacks()),
            pubsub.callCredentials(),
            threads.calls(),
            clock);
    var subscriptions = new Subscriptions(backlog, arrivals, preflight);
    // They begin with the term, as timelines do.
    var marks = new DecisionMarks();
    var reporter = new PoolReporter(new PoolEvents(kubernetes), records, marks, platform.tick());
    var writer = new PoolWriter(kubernetes, config, asked, keys::shown);
    var watches = new PoolWatches();
    var states =
        new PoolStates(
            new PoolValidation(config.project()),
            subscriptions,
            watches::isThere,
            watches::ring,
            gone -> {
              writer.forget(gone.uid());
              reporter.forget(gone);
            });
    var reconciler =
        new PoolReconciler(
            states,
            watches,
            new Admission(config.tenancy(), config.ownNamespace(), watches, states),
            new PoolObserver(asked),
            writer,
            reporter,
            clock);
    return new PoolControl(
        reconciler, states, marks, subscriptions, arrivals, workers, keys, namespaces);
  }

  private void configure(
      ConfigurationServiceOverrider overrider,
      KubernetesClient kubernetes,
      LeaseGuard tenure,
      CompletableFuture<String> lost) {
    overrider
        .withKubernetesClient(kubernetes)
        .withCloseClientOnStop(false)
        .withResourceCloner(OperatorComponents::same)
        .withConcurrentReconciliationThreads(RECONCILIATIONS)
        .withReconciliationTerminationTimeout(STOP_WITHIN)
        .withInformerStoppedHandler(
            (informer, problem) -> {
              if (problem != null && informer.hasSynced()) {
                lost.complete("a watch on the Kubernetes API has ended: " + problem);
              }
            });
    if (config.leaderElection()) {
      overrider.withLeaderElectionConfiguration(
          leadership.configuration(
              () -> {
                LOG.info("this operator leads");
                tenure.begin();
              },
              () -> lost.complete("the leader's lease is lost")));
    }
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

  /** Ends what lives as long as the process, when the last term has ended. */
  @Override
  public void close() {
    leadership.release(platform.kubernetes());
    threads.close();
    monitoring.close();
    calls.shutdownNow();
    platform.kubernetes().close();
  }
}
