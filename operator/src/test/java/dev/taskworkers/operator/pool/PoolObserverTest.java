// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.Advice;
import dev.taskworkers.operator.CallLimiter;
import dev.taskworkers.operator.CheckResult;
import dev.taskworkers.operator.Preflight;
import dev.taskworkers.operator.Source;
import dev.taskworkers.operator.Tenancy;
import dev.taskworkers.operator.pool.pods.PodBuilder;
import dev.taskworkers.operator.pool.pods.PodPlan;
import dev.taskworkers.operator.pool.pods.PoolPods;
import dev.taskworkers.operator.pool.spec.Manifests;
import dev.taskworkers.operator.pool.spec.Pool;
import dev.taskworkers.operator.scaling.input.Arrivals;
import dev.taskworkers.operator.scaling.input.Backlog;
import dev.taskworkers.operator.signals.arrivals.ArrivalObservation;
import dev.taskworkers.operator.signals.arrivals.ArrivalSourceRequest;
import dev.taskworkers.operator.signals.arrivals.ArrivalWatch;
import dev.taskworkers.operator.signals.backlog.BacklogWatch;
import dev.taskworkers.operator.signals.backlog.KnownBacklog;
import dev.taskworkers.operator.signals.workers.PodAddress;
import dev.taskworkers.operator.signals.workers.ReportBuilder;
import dev.taskworkers.operator.signals.workers.WorkerLine;
import dev.taskworkers.operator.signals.workers.Workers;
import dev.taskworkers.protocol.RateShare;
import dev.taskworkers.protocol.WorkerReport;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is gathered of a pool. */
final class PoolObserverTest {
  private static final PodPlan THREE =
      new PodPlan(3, List.of(), List.of(), List.of(), List.of(), List.of());
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final CheckResult PULLABLE =
      new CheckResult(CheckResult.State.READY, "It can be pulled.", "projects/p/topics/t");

  private final PoolObserver observer =
      new PoolObserver(new Workers(new TenDone(), Clock.fixed(NOW, ZoneOffset.UTC)));
  private final List<String> paused = new ArrayList<>();
  private final List<Instant> acknowledgedAskedAt = new ArrayList<>();
  private Optional<Instant> held = Optional.empty();
  private Arrivals heard = Arrivals.notCounted();
  private String reason = "Metric";

  /** Workers that have just begun and did ten tasks each. */
  private static final class TenDone implements WorkerLine {
    @Override
    public CompletableFuture<WorkerReport> report(PodAddress pod) {
      var begun = NOW.minusSeconds(10);
      return CompletableFuture.completedFuture(ReportBuilder.startedAt(begun).done(10).build(NOW));
    }

    @Override
    public void cordon(PodAddress pod) {}

    @Override
    public void uncordon(PodAddress pod) {}

    @Override
    public void share(PodAddress pod, RateShare share) {}
  }

  private PoolSources sources(Pool pool) {
    var preflight =
        new Preflight(
            name -> PULLABLE,
            name -> PULLABLE,
            Tenancy.shared(),
            new CallLimiter(1, 1, Runnable::run));
    var subscriptions =
        new Subscriptions(name -> new Samples(), (name, tenant, onRing) -> new Watch(), preflight);
    var sources = subscriptions.hold(pool, () -> {}, Optional.empty()).orElseThrow();
    sources.listen();
    return sources;
  }

  private final class Samples implements BacklogWatch {
    @Override
    public KnownBacklog latest(Instant now) {
      return new KnownBacklog(Backlog.missing(), "", false, held);
    }

    @Override
    public void wantAcknowledged(Instant now) {
      acknowledgedAskedAt.add(now);
    }
  }

  private final class Watch implements ArrivalWatch {
    @Override
    public ArrivalObservation heard(ArrivalSourceRequest wanted, boolean poolIsEmpty, Instant now) {
      return new ArrivalObservation(heard, false, reason, "");
    }

    @Override
    public ArrivalObservation pause(String why, String sentence) {
      paused.add("paused");
      return ArrivalObservation.unknown(why, sentence);
    }
  }

  @Test
  void what_workers_did_since_they_began_is_on_the_account_of_a_pool() {
    var pool = Manifests.valid(Manifests.exec());
    var memory = new PoolMemory(pool, Optional.empty(), NOW.minusSeconds(300));
    var pods = new PoolPods(List.of(PodBuilder.ready("a", NOW.minusSeconds(20)).build()));

    var seen = observer.observe(sources(pool), PULLABLE, Optional.empty(), pods, memory, NOW);

    assertThat(seen.observation().service().started()).isEqualTo(10);
  }

  @Test
  void of_a_subscription_that_is_not_asked_about_no_word_of_monitoring_is_told() {
    var pool = Manifests.valid(Manifests.exec());
    var memory = new PoolMemory(pool, Optional.empty(), NOW.minusSeconds(300));
    var sources = sources(pool);
    sources.unlisten();

    var seen = observer.observe(sources, PULLABLE, Optional.empty(), nobody(), memory, NOW);

    assertThat(seen.backlog().message()).isEqualTo("Nothing is asked about the subscription.");
    assertThat(seen.arrivals().message()).isEqualTo("Nothing is asked about the subscription.");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "the subscription's topic         | t    |                        | SameTopic",
        "another topic                    | dead |                        | Checking",
        "the topic, of which it gets some | t    | attributes:taskworkers | Checking"
      })
  void a_new_pool_whose_dead_letters_come_back_as_tasks_does_not_begin(
      String kind, String topic, String filter, String reason) {
    var pool =
        Manifests.valid(Manifests.with("deadLetter: {topic: projects/p/topics/" + topic + "}"));
    var memory = new PoolMemory(pool, Optional.empty(), NOW.minusSeconds(300));
    var none = Optional.<Advice>empty();
    var source = new Source("projects/p/topics/t", filter == null ? "" : filter, List.of());
    var subscription = PULLABLE.on(source, Map.of(), none, none, none);

    var seen =
        observer.observe(sources(pool), subscription, Optional.empty(), nobody(), memory, NOW);

    assertThat(seen.deadLetterTopic().map(CheckResult::reason)).contains(reason);
    assertThat(seen.isEarly(Optional.empty())).isEqualTo(reason.equals("SameTopic"));
    assertThat(seen.isEarly(replicas(1))).isFalse();
  }

  @Test
  void pods_whose_deployment_is_not_seen_are_what_is_asked_for() {
    var pool = Manifests.valid(Manifests.exec());
    var memory = new PoolMemory(pool, Optional.empty(), NOW.minusSeconds(300));
    var pods =
        new PoolPods(
            List.of(
                PodBuilder.ready("a", NOW.minusSeconds(60)).build(),
                PodBuilder.ready("b", NOW.minusSeconds(60)).build()));

    var seen = observer.observe(sources(pool), PULLABLE, Optional.empty(), pods, memory, NOW);

    assertThat(seen.inventory().active()).isEqualTo(2);
    assertThat(seen.observation().pods().desired()).isEqualTo(2);
    assertThat(seen.observation().pods().ready()).isEqualTo(2);
  }

  @Test
  void a_pool_asks_for_what_was_applied_whatever_others_have_made_of_it() {
    var pool = Manifests.valid(Manifests.exec());
    var memory = new PoolMemory(pool, Optional.empty(), NOW.minusSeconds(300));
    memory.applied(THREE, NOW.minusSeconds(200));

    var seen = observer.observe(sources(pool), PULLABLE, replicas(30), nobody(), memory, NOW);

    assertThat(seen.observation().pods().desired()).isEqualTo(3);
    assertThat(seen.inventory().active()).isEqualTo(30);
  }

  @Test
  void a_pool_that_was_left_alone_asks_for_what_its_deployment_has() {
    var pool = Manifests.valid(Manifests.exec());
    var memory = new PoolMemory(pool, Optional.empty(), NOW.minusSeconds(300));
    memory.applied(THREE, NOW);
    memory.leftAlone();

    var seen = observer.observe(sources(pool), PULLABLE, replicas(30), nobody(), memory, NOW);

    assertThat(seen.observation().pods().desired()).isEqualTo(30);
  }

  private static PoolPods nobody() {
    return new PoolPods(List.of());
  }

  private static Optional<Deployment> replicas(int replicas) {
    return Optional.of(
        new DeploymentBuilder()
            .withNewMetadata()
            .endMetadata()
            .withNewSpec()
            .withReplicas(replicas)
            .endSpec()
            .build());
  }

  @Test
  void a_deployment_that_is_being_deleted_gets_no_pods_and_its_pool_says_so() {
    var pool = Manifests.valid(Manifests.exec());
    var memory = new PoolMemory(pool, Optional.empty(), NOW.minusSeconds(300));
    var deleted =
        replicas(3)
            .map(
                deployment ->
                    new DeploymentBuilder(deployment)
                        .editMetadata()
                        .withDeletionTimestamp(NOW.toString())
                        .endMetadata()
                        .build());

    var seen = observer.observe(sources(pool), PULLABLE, deleted, nobody(), memory, NOW);

    assertThat(seen.podsRefused().orElseThrow()).contains("deleted the pool's Deployment");
  }

  @Test
  void what_listens_for_a_pool_is_taken_down_while_the_pool_is_not_scaled() {
    var scaled = Manifests.valid(Manifests.exec());
    var pausing = Manifests.valid(Manifests.with("mode: Paused"));
    var memory = new PoolMemory(scaled, Optional.empty(), NOW);

    observer.observe(sources(scaled), PULLABLE, Optional.empty(), nobody(), memory, NOW);
    assertThat(paused).isEmpty();

    observer.observe(sources(pausing), PULLABLE, Optional.empty(), nobody(), memory, NOW);
    assertThat(paused).hasSize(1);
  }

  @Test
  void what_pods_that_are_gone_have_acknowledged_is_asked_for_where_none_of_them_could_tell() {
    var pool =
        Manifests.valid(
            Manifests.with(
                "handler: {exec: {command: [/app/thumbnail, --fast]}}", "handler: {self: {}}"));
    var memory = new PoolMemory(pool, Optional.empty(), NOW);

    observer.observe(sources(pool), PULLABLE, replicas(0), nobody(), memory, NOW);

    assertThat(acknowledgedAskedAt).containsExactly(NOW);
  }

  @Test
  void it_is_not_asked_for_where_workers_have_told() {
    var pool = Manifests.valid(Manifests.exec());
    var memory = new PoolMemory(pool, Optional.empty(), NOW);

    observer.observe(sources(pool), PULLABLE, replicas(0), nobody(), memory, NOW);

    assertThat(acknowledgedAskedAt).isEmpty();
  }

  @Test
  void a_task_is_noticed_in_one_region_where_nothing_but_monitoring_tells_of_tasks() {
    held = Optional.of(NOW.minusSeconds(100));

    assertThat(arrivals().noticed()).isEqualTo(held);
  }

  @Test
  void what_one_region_held_minutes_ago_is_old_news_where_tasks_are_counted_or_probed_for() {
    held = Optional.of(NOW.minusSeconds(100));

    heard = Arrivals.probed(Optional.empty());
    assertThat(arrivals().noticed()).isEmpty();

    heard = Arrivals.counted(0, List.of(0));
    assertThat(arrivals().noticed()).isEmpty();

    heard = new Arrivals(Arrivals.Watch.NONE, Optional.empty(), 0, List.of(0));
    reason = "DoorbellSilent";
    assertThat(arrivals().noticed()).as("while the doorbell is deaf for a moment").isEmpty();

    reason = "Metric";
    assertThat(arrivals().noticed()).as("while there can be no doorbell").isEqualTo(held);
  }

  private Arrivals arrivals() {
    var pool = Manifests.valid(Manifests.exec());
    var memory = new PoolMemory(pool, Optional.empty(), NOW);
    return observer
        .observe(sources(pool), PULLABLE, replicas(0), nobody(), memory, NOW)
        .observation()
        .arrivals();
  }
}
