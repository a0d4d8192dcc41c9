// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.crds.TaskWorkerPoolStatus;
import dev.taskworkers.operator.pool.pods.PodBuilder;
import dev.taskworkers.operator.pool.pods.PoolPods;
import dev.taskworkers.operator.pool.pods.PoolPods.WorkerPod;
import dev.taskworkers.operator.pool.spec.Manifests;
import dev.taskworkers.operator.pool.spec.PoolValidation;
import dev.taskworkers.operator.pubsub.PubSubNames;
import dev.taskworkers.operator.scaling.Autoscaler;
import dev.taskworkers.operator.signals.workers.HttpWorkers;
import dev.taskworkers.operator.signals.workers.OrderNumbers;
import dev.taskworkers.operator.signals.workers.OrderSigner;
import dev.taskworkers.operator.signals.workers.PodAddress;
import dev.taskworkers.operator.signals.workers.ReportBuilder;
import dev.taskworkers.operator.signals.workers.WorkerLine;
import dev.taskworkers.operator.signals.workers.Workers;
import dev.taskworkers.protocol.RateShare;
import dev.taskworkers.protocol.WorkerReport;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a person is shown of what is held of a pool. */
final class PoolViewTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  private final HttpWorkers workers =
      new HttpWorkers(
          8090, new OrderSigner(now -> Optional.empty(), Clock.systemUTC(), new OrderNumbers()));
  private final PoolStates states =
      new PoolStates(
          new PoolValidation(new PubSubNames(Optional.empty())),
          new OpenWatches().subscriptions(),
          pool -> true,
          ring -> {},
          gone -> {});

  @AfterEach
  void close() {
    workers.close();
  }

  private PoolState look(TaskWorkerPool resource) {
    return look(resource, workers, List.of());
  }

  private PoolState look(TaskWorkerPool resource, WorkerLine line, List<WorkerPod> pods) {
    var state = states.of(resource);
    var sources = state.read(resource).orElseThrow();
    sources.listen();
    var memory = state.memory(sources.pool(), resource, NOW);
    var observer = new PoolObserver(new Workers(line, Clock.fixed(NOW, ZoneOffset.UTC)));
    var seen =
        observer.observe(
            sources,
            sources.check().verdict(sources.pool().namespace(), NOW),
            Optional.empty(),
            new PoolPods(pods),
            memory,
            NOW);
    var policy = sources.pool().policyAt(NOW);
    var decision = new Autoscaler().decide(policy, seen.observation(), memory.memory(), NOW);
    state.looked(new PoolLook(policy, seen, decision, NOW));
    return state;
  }

  private static TaskWorkerPoolStatus status(String ready) {
    var condition =
        new ConditionBuilder().withType("Ready").withStatus(ready).withMessage("").build();
    return new TaskWorkerPoolStatus(
        null, null, null, null, null, null, null, null, List.of(condition));
  }

  private JsonNode view() throws JsonProcessingException {
    return new JsonMapper().readTree(states.view("media/thumbs").orElseThrow());
  }

  @Test
  void all_pools_are_listed_by_name_whether_they_were_looked_at_or_not() throws Exception {
    look(Manifests.exec());
    states.of(Manifests.with("name: thumbs", "name: more"));

    var list = new JsonMapper().readTree(states.list(NOW, Set.of("media", "mail")).json());
    assertThat(list.at("/watched").toString()).isEqualTo("[\"mail\",\"media\"]");
    assertThat(list.at("/version").asInt()).isEqualTo(1);
    assertThat(list.at("/pools").findValuesAsText("pool"))
        .containsExactly("media/more", "media/thumbs");
    assertThat(list.at("/pools/0/now").isMissingNode()).isTrue();
    assertThat(list.at("/pools/1/now/maxReplicas").asInt()).isPositive();
  }

  @Test
  void a_pool_that_was_not_looked_at_for_long_says_since_when() throws Exception {
    look(Manifests.exec()).reconciled(status("True"), NOW);

    var soon = new JsonMapper().readTree(states.list(NOW.plusSeconds(100), Set.of()).json());
    assertThat(soon.at("/pools/0/state").asText()).isEqualTo("empty");
    var later = new JsonMapper().readTree(states.list(NOW.plusSeconds(130), Set.of()).json());
    assertThat(later.at("/pools/0/state").asText()).isEqualTo("not looked at");
    assertThat(later.at("/pools/0/level").asInt()).isZero();
    assertThat(later.at("/pools/0/message").asText())
        .isEqualTo(
            "The operator has not looked at this pool since 2026-01-01T12:00:00Z, so the numbers"
                + " are of then.");
  }

  @Test
  void a_pool_is_shown_with_what_was_seen_estimated_remembered_and_decided() throws Exception {
    look(Manifests.exec()).reconciled(status("True"), NOW);

    var view = view();
    assertThat(view.at("/uid").asText()).isEqualTo("u1");
    assertThat(view.at("/ready").asBoolean()).isTrue();
    assertThat(view.at("/subscription").asText()).isEqualTo("projects/acme/subscriptions/thumbs");
    assertThat(view.at("/look/at").asText()).isEqualTo("2026-01-01T12:00:00Z");
    assertThat(view.at("/look/observed/backlog/state").asText()).isEqualTo("MISSING");
    assertThat(view.at("/look/signals/arrivals/reason").asText()).isEqualTo("Metric");
    assertThat(view.at("/look/decision/message").asText()).isNotEmpty();
    assertThat(view.at("/look/decision/estimate/taskSeconds").isNumber()).isTrue();
    assertThat(view.at("/look/memory/track").isObject()).isTrue();
    assertThat(view.at("/writes/orders").isObject()).isTrue();
    assertThat(view.at("/used/idlePodHours").isNumber()).isTrue();
    assertThat(view.at("/look/failures/groups").isArray()).isTrue();
    assertThat(view.at("/look/running").isArray()).isTrue();
  }

  @Test
  void of_workers_that_report_it_is_shown_how_many_are_heard_of_those_that_are_ready()
      throws Exception {
    var pods =
        Stream.of("heard", "heard-too", "silent")
            .map(name -> PodBuilder.ready(name, NOW.minusSeconds(600)).build())
            .toList();
    look(Manifests.exec(), new AllButTheSilent(), pods);

    assertThat(view().at("/look/trust/workersHeard").asInt()).isEqualTo(2);
    assertThat(view().at("/look/trust/workersReady").asInt()).isEqualTo(3);
  }

  private static final class AllButTheSilent implements WorkerLine {
    @Override
    public CompletableFuture<WorkerReport> report(PodAddress pod) {
      return pod.name().equals("silent")
          ? CompletableFuture.failedFuture(new IllegalStateException("silent"))
          : CompletableFuture.completedFuture(
              ReportBuilder.startedAt(NOW.minusSeconds(600)).build(NOW));
    }

    @Override
    public void share(PodAddress pod, RateShare share) {}

    @Override
    public void cordon(PodAddress pod) {}

    @Override
    public void uncordon(PodAddress pod) {}
  }

  @Test
  void what_the_pods_of_workers_that_dont_report_used_is_not_said_to_be_nothing() throws Exception {
    look(
        Manifests.with(
            "handler: {exec: {command: [/app/thumbnail, --fast]}}", "handler: {self: {}}"));

    assertThat(view().at("/look/trust").has("workersHeard")).isFalse();
    assertThat(view().has("used")).isFalse();
  }

  @Test
  void the_last_hour_of_a_pool_has_what_it_takes_to_play_it_again() throws Exception {
    var state = look(Manifests.with("scaling: {minReplicas: 3}"));

    var hour = new JsonMapper().readTree(state.hour(NOW.plusSeconds(30)).json());
    assertThat(hour.at("/from").asLong()).isEqualTo(NOW.getEpochSecond());
    assertThat(hour.at("/steps/0/pods").asInt()).as("pods that are there").isZero();
    assertThat(hour.at("/steps/0/arrivals").isNumber()).isTrue();
    assertThat(hour.at("/pool/maxWaitSeconds").asDouble()).isPositive();
    assertThat(hour.at("/pool/concurrency").asInt()).isPositive();
    assertThat(hour.at("/pool/watch").asText()).isEqualTo("NONE");
    state.refused();
    assertThat(new JsonMapper().readTree(state.hour(NOW).json()).has("pool")).isFalse();
  }

  @Test
  void neither_environment_nor_command_is_shown() throws Exception {
    look(Manifests.with(
            "image: \"acme/thumbs:1\"",
            "image: \"acme/thumbs:1\", env: [{name: PASSWORD, value: hunter2}]"))
        .reconciled(status("True"), NOW);

    assertThat(view().toString()).doesNotContain("hunter2", "PASSWORD", "/app/thumbnail");
  }

  @Test
  void a_pool_that_is_refused_is_shown_without_a_look() throws Exception {
    var state = look(Manifests.exec());
    state.refused();
    state.reconciled(status("False"), NOW);

    assertThat(view().has("look")).isFalse();
    assertThat(view().at("/ready").asBoolean()).isFalse();
  }

  @Test
  void of_a_pool_that_is_not_there_nothing_is_shown() {
    assertThat(states.view("media/thumbs")).isEmpty();
  }
}
