package dev.taskworkers.operator.runtime;

import dev.taskworkers.operator.OperatorConfig;
import dev.taskworkers.operator.arrivals.ArrivalWatches;
import dev.taskworkers.operator.backlog.BacklogSource;
import dev.taskworkers.operator.pool.PoolReconciler;
import dev.taskworkers.operator.pool.PoolReporter;
import dev.taskworkers.operator.pool.PoolStates;
import dev.taskworkers.operator.pool.PoolWatches;
import dev.taskworkers.operator.pool.observation.PoolObserver;
import dev.taskworkers.operator.pool.observation.Subscriptions;
import dev.taskworkers.operator.pool.spec.PoolValidation;
import dev.taskworkers.operator.pool.status.PoolEvents;
import dev.taskworkers.operator.pool.status.PoolMetrics;
import dev.taskworkers.operator.pool.writing.PoolWriter;
import dev.taskworkers.operator.preflight.Preflight;
import dev.taskworkers.operator.records.DecisionRecords;
import dev.taskworkers.operator.workers.AskedWorkers;
import dev.taskworkers.operator.workers.HttpWorkers;
import dev.taskworkers.operator.workers.WorkerLine;
import dev.taskworkers.runtime.GoogleEndpoint;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.javaoperatorsdk.operator.processing.retry.Retry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From the begin of watching to the loss of the leader's place, or of a watch. What was remembered
 * of pools ends with it, because another operator may go on with them.
 */
final class Term implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Term.class);

  /** Running reconciliations may finish; below the pod's grace period of 30 s. */
  private static final Duration STOP_WITHIN = Duration.ofSeconds(15);

  /** At once; one takes a millisecond, or as long as the API server takes for a write. */
  private static final int RECONCILIATIONS = 16;

  private final CompletableFuture<String> lost = new CompletableFuture<>();
  private final PoolMetrics metrics = new PoolMetrics();
  private final Tenure tenure;
  private final KubernetesClient kubernetes;
  private final ArrivalWatches arrivals;
  private final HttpWorkers workers;
  private final Subscriptions subscriptions;
  private final PoolStates states;
  private final Operator operator;

  /** What outlives a term. */
  record Surroundings(
      OperatorConfig config,
      KubernetesClient kubernetes,
      GoogleEndpoint pubsub,
      UnaryOperator<WorkerLine> network,
      Leadership leadership,
      BacklogSource backlog,
      Preflight preflight,
      LongSupplier monitoringCalls,
      DecisionRecords records,
      OperatorThreads threads,
      Clock clock,
      Duration tick) {}

  Term(Surroundings around) {
    metrics.monitoringCalls(around.monitoringCalls());
    tenure =
        new Tenure(
            around.leadership().renewWithin(),
            () -> lost.complete("the leader's lease could not be renewed"),
            System::nanoTime);
    // A client of its own: when the term is lost, what is under way ends with it.
    kubernetes =
        new KubernetesClientBuilder()
            .withConfig(around.kubernetes().getConfiguration())
            .withKubernetesSerialization(around.kubernetes().getKubernetesSerialization())
            .withHttpClientBuilderConsumer(
                client -> client.addOrReplaceInterceptor("tenure", tenure))
            .build();
    arrivals =
        new ArrivalWatches(
            new Installation(kubernetes, around.config().namespace(), around.threads().calls()),
            () -> around.pubsub().openChannel(around.threads().callbacks()),
            around.pubsub().callCredentials(),
            around.threads().calls(),
            around.clock());
    subscriptions = new Subscriptions(around.backlog(), arrivals, around.preflight());
    workers = new HttpWorkers(around.config().workerHealthPort());
    try {
      var watches = new PoolWatches();
      var asked = new AskedWorkers(around.network().apply(workers), around.clock());
      var writer = new PoolWriter(kubernetes, around.config(), asked);
      var reporter =
          new PoolReporter(new PoolEvents(kubernetes), metrics, around.records(), around.tick());
      states =
          new PoolStates(
              new PoolValidation(around.config().project()),
              subscriptions,
              watches::isThere,
              watches::ring,
              gone -> {
                writer.forget(gone.uid());
                reporter.forget(gone);
              });
      var reconciler =
          new PoolReconciler(
              states, watches, new PoolObserver(asked), writer, reporter, around.clock());
      operator = new Operator(overrider -> configure(overrider, around));
      operator.register(
          reconciler,
          overrider -> {
            overrider.withRetry(retry());
            if (!around.config().namespaces().isEmpty()) {
              overrider.settingNamespaces(around.config().namespaces());
            }
          });
    } catch (RuntimeException | OutOfMemoryError e) {
      // It is tried again: what it has opened must not be missing then.
      workers.close();
      kubernetes.close();
      throw e;
    }
  }

  private void configure(ConfigurationServiceOverrider overrider, Surroundings around) {
    overrider
        .withKubernetesClient(kubernetes)
        .withCloseClientOnStop(false)
        .withResourceCloner(Term::same)
        .withConcurrentReconciliationThreads(RECONCILIATIONS)
        .withReconciliationTerminationTimeout(STOP_WITHIN)
        .withInformerStoppedHandler(
            (informer, problem) -> {
              if (problem != null && informer.hasSynced()) {
                lost.complete("a watch on the Kubernetes API has ended: " + problem);
              }
            });
    if (around.config().leaderElection()) {
      overrider.withLeaderElectionConfiguration(
          around
              .leadership()
              .configuration(
                  () -> {
                    LOG.info("this operator leads");
                    tenure.begin();
                  },
                  () -> lost.complete("the leader's lease is lost")));
    }
  }

  /** Returns when it watches, or stands by for the leader's place. */
  void begin() {
    operator.start();
  }

  /** Completes with a reason when this term can't go on. */
  CompletableFuture<String> lost() {
    return lost;
  }

  Optional<String> notReady() {
    if (!operator.getRuntimeInfo().isStarted()) {
      return Optional.of("the operator is starting");
    }
    return operator.getRuntimeInfo().allEventSourcesAreHealthy()
        ? Optional.empty()
        : Optional.of("a watch on the Kubernetes API is down");
  }

  /** Looks whether this operator still leads, if it did; called several times within the lease. */
  void checkTenure() {
    tenure.check();
  }

  /** Of the pools that it follows; the next term begins without. */
  String metrics() {
    return metrics.text(states.rows());
  }

  void tend(Instant now) {
    arrivals.tend(now);
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

  /**
   * Ends at once: another operator may lead in a few seconds, and nothing must come in between.
   * What still waits for an answer of the API server is left behind.
   */
  void abandon() {
    tenure.end();
    kubernetes.close();
    workers.close();
    forget();
    var rest = new Thread(this::stopLate, "abandoned");
    rest.setDaemon(true);
    rest.start();
  }

  private void stopLate() {
    try {
      operator.stop();
    } catch (RuntimeException e) {
      LOG.debug("what watched without an API server did not stop in order", e);
    }
  }

  /** Ends in order: what is under way is finished. */
  @Override
  public void close() {
    operator.stop();
    forget();
    workers.close();
    kubernetes.close();
  }

  /** Listens no more, and leaves the doorbells to whoever leads next. */
  private void forget() {
    arrivals.close();
    subscriptions.close();
  }
}
