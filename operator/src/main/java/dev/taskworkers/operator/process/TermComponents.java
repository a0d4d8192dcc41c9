// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import dev.taskworkers.operator.CallLimiter;
import dev.taskworkers.operator.OperatorConfig;
import dev.taskworkers.operator.Seats;
import dev.taskworkers.operator.pool.Admission;
import dev.taskworkers.operator.pool.PoolEvents;
import dev.taskworkers.operator.pool.PoolReconciler;
import dev.taskworkers.operator.pool.PoolReporter;
import dev.taskworkers.operator.pool.PoolStates;
import dev.taskworkers.operator.pool.PoolTurn;
import dev.taskworkers.operator.pool.PoolWatches;
import dev.taskworkers.operator.pool.PoolWriter;
import dev.taskworkers.operator.pool.Subscriptions;
import dev.taskworkers.operator.pool.spec.PoolValidation;
import dev.taskworkers.operator.pool.timeline.Mark;
import dev.taskworkers.operator.pool.timeline.PoolHistory;
import dev.taskworkers.operator.signals.workers.HttpWorkers;
import dev.taskworkers.operator.signals.workers.OrderSigner;
import dev.taskworkers.operator.signals.workers.Workers;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.javaoperatorsdk.operator.processing.event.rate.LinearRateLimiter;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.javaoperatorsdk.operator.processing.retry.Retry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds one term of leadership: what follows pools, over a client of the API server that ends with
 * it.
 */
final class TermComponents {
  private static final Logger LOG = LoggerFactory.getLogger(TermComponents.class);

  /** At one pool: a topic on which much is published must not take the time of others. */
  private static final int LOOKS_IN_A_TICK = 10;

  /** A list of tens of thousands of pods takes its time; JOSDK gives up after two minutes. */
  private static final Duration FIRST_LIST = Duration.ofMinutes(15);

  /** Half are of one namespace at most: as many as Kubernetes' own controllers have wait. */
  static final int ROOM_FOR_EVENTS = 2000;

  private final CompletableFuture<String> lost = new CompletableFuture<>();
  private final OperatorComponents process;
  private final OperatorConfig config;
  private final Platform platform;
  private final ExecutorService background = OperatorThreads.ofTerm();
  private final ExecutorService eventWrites = OperatorThreads.eventsOfTerm();
  private final PoolWatches watches = new PoolWatches();
  private final ReconcileThreads reconciling = new ReconcileThreads(watches::ring);
  private final LeaseGuard tenure;
  private final KubernetesClient kubernetes;
  private final OrderKeys keys;
  private final HttpWorkers workers;

  /**
   * @param process what outlives the term
   */
  TermComponents(OperatorComponents process) {
    this.process = process;
    config = process.config();
    platform = process.platform();
    tenure =
        new LeaseGuard(
            process.leadership().renewWithin(),
            () -> lost.complete("the leader's lease could not be renewed"),
            System::nanoTime);
    kubernetes = kubernetes();
    keys =
        new OrderKeys(
            kubernetes,
            config.namespace(),
            background,
            platform.clock(),
            () -> !config.leaderElection() || tenure.leads());
    workers =
        new HttpWorkers(
            config.workerHealthPort(),
            new OrderSigner(keys::signing, platform.clock(), process.orderNumbers()));
  }

  /** A term that has not begun. */
  LeadershipTerm term() {
    try {
      var namespaces =
          new WatchedNamespaces(kubernetes, config.namespaces(), background, lost::complete);
      var pools = pools(namespaces);
      var operator = new Operator(this::configure);
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
          },
          standBy());
    } catch (RuntimeException | OutOfMemoryError e) {
      // It is tried again: what it has opened must not be missing then.
      background.shutdownNow();
      eventWrites.shutdownNow();
      workers.close();
      kubernetes.close();
      throw e;
    }
  }

  private Runnable standBy() {
    var leader = process.leadership().deadLeader(platform.kubernetes());
    var underWay = new AtomicBoolean();
    return () -> {
      if (config.leaderElection() && underWay.compareAndSet(false, true)) {
        background.execute(
            () -> {
              try {
                leader.look();
              } finally {
                underWay.set(false);
              }
            });
      }
    };
  }

  private void register(Operator operator, PoolControl pools, WatchedNamespaces namespaces) {
    if (config.leaderElection()) {
      process.leadership().giveUp(kubernetes);
    }
    var watched = namespaces.choose();
    operator.register(
        pools.reconciler(),
        overrider -> {
          overrider.withRetry(retry());
          overrider.withRateLimiter(new LinearRateLimiter(platform.tick(), LOOKS_IN_A_TICK));
          overrider.withInformerListLimit(PoolWatches.PAGE);
          if (!watched.isEmpty()) {
            overrider.settingNamespaces(watched);
          }
        });
  }

  /** A client of its own: when the term is lost, what is under way ends with it. */
  private KubernetesClient kubernetes() {
    var ofProcess = platform.kubernetes();
    return new KubernetesClientBuilder()
        .withHttpClientFactory(ApiClient.pages())
        .withConfig(ofProcess.getConfiguration())
        .withKubernetesSerialization(ofProcess.getKubernetesSerialization())
        .withHttpClientBuilderConsumer(client -> client.addOrReplaceInterceptor("tenure", tenure))
        .build();
  }

  private PoolControl pools(WatchedNamespaces namespaces) {
    var clock = platform.clock();
    var messaging = process.messaging();
    var asked = new Workers(platform.network().apply(workers), clock);
    var arrivals =
        messaging.arrivals(new Installation(kubernetes, config.namespace(), background), clock);
    var subscriptions = new Subscriptions(messaging.backlog(), arrivals, messaging.preflight());
    // They begin with the term, as timelines do.
    var marks = new PoolHistory<Mark>(Mark.MOST_KEPT);
    var events = new PoolEvents(kubernetes, turnsOfEvents(eventWrites));
    var reporter = new PoolReporter(events, process.records(), marks, platform.tick());
    var writer = new PoolWriter(kubernetes, config, asked, events, keys::shown);
    var states =
        new PoolStates(
            new PoolValidation(messaging.names()),
            subscriptions,
            watches::isThere,
            watches::ring,
            gone -> {
              writer.forget(gone.uid());
              reporter.forget(gone);
            });
    var reconciler =
        new PoolReconciler(
            reconciling::mayReconcile,
            states,
            watches,
            new Admission(
                config.tenancy(), messaging.consent(), config.ownNamespace(), watches, states),
            new PoolTurn(asked, new PoolTurn.Rules() {}, config.workerHealthPort()),
            writer,
            reporter,
            clock);
    return new PoolControl(
        reconciler,
        watches,
        states,
        marks,
        subscriptions,
        arrivals,
        workers,
        keys,
        namespaces,
        List.of(background, eventWrites));
  }

  /** One after the other in a namespace, so that they are in order. */
  static CallLimiter turnsOfEvents(Executor writes) {
    return new CallLimiter(new Seats(OperatorThreads.EVENTS_AT_ONCE, 1), ROOM_FOR_EVENTS, writes);
  }

  private void configure(ConfigurationServiceOverrider overrider) {
    overrider
        .withKubernetesClient(kubernetes)
        .withCloseClientOnStop(false)
        .withCacheSyncTimeout(FIRST_LIST)
        .withResourceCloner(TermComponents::same)
        .withExecutorService(reconciling)
        .withReconciliationTerminationTimeout(process.leadership().stopWithin())
        .withInformerStoppedHandler(
            (informer, problem) -> {
              if (problem != null && informer.hasSynced()) {
                lost.complete("a watch on the Kubernetes API has ended: " + problem);
              }
            });
    if (config.leaderElection()) {
      overrider.withLeaderElectionConfiguration(
          process
              .leadership()
              .configuration(
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
}
