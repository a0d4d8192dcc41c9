// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.operator.pool.pods.Cordons;
import dev.taskworkers.operator.pool.pods.Labels;
import dev.taskworkers.operator.pool.pods.Marks;
import dev.taskworkers.operator.pool.pods.PodInventory;
import dev.taskworkers.operator.pool.pods.PodPlan;
import dev.taskworkers.operator.pool.pods.PoolPods;
import dev.taskworkers.operator.pool.pods.Replacement;
import dev.taskworkers.operator.pool.spec.Pool;
import dev.taskworkers.operator.pool.spec.PoolValidation;
import dev.taskworkers.operator.pubsub.PubSubNames;
import dev.taskworkers.operator.signals.workers.ReportBuilder;
import dev.taskworkers.protocol.EnvVars;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NamespaceableResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written to an API server, and what is not. */
final class PoolWriterTest extends WrittenPool {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @Test
  void what_is_so_already_is_not_written_again() {
    begin(0);
    var before =
        await().atMost(PATIENCE).until(() -> deployment().orElseThrow(), WrittenPool::isSeen);

    writer.apply(pool, written, Optional.of(before), NOBODY, podPlan(0, List.of()), NOW);
    assertThat(deployment().orElseThrow().getMetadata().getResourceVersion())
        .isEqualTo(before.getMetadata().getResourceVersion());

    writer.apply(pool, written, Optional.of(before), NOBODY, podPlan(2, List.of()), NOW);
    assertThat(deployment().orElseThrow().getSpec().getReplicas()).isEqualTo(2);
  }

  @Test
  void what_an_earlier_pool_left_behind_is_not_taken_for_this_ones_of_another_version() {
    var there = there(made());
    withoutLabel("");
    var anew = withImage("acme/thumbs:2");

    writer.apply(anew, new WriteState(), Optional.empty(), there, podPlan(1, List.of()), NOW);
    var waiting = writer(cluster.client(), Map.of(EnvVars.ROLLOUT_POOLS_AT_ONCE, "0"));
    waiting.apply(anew, new WriteState(), deployment(), there, podPlan(1, List.of()), NOW);

    assertThat(image()).isEqualTo("acme/thumbs:2");
  }

  /** A pool of the same name and, as each begins with, of the first generation. */
  private Pool withImage(String image) {
    var text = RESOURCE.replace("name: c,", "name: c, image: \"" + image + "\",");
    var resource = Serialization.unmarshal(text, TaskWorkerPool.class);
    resource.getMetadata().setUid(pool.uid());
    resource.getMetadata().setGeneration(pool.generation());
    return new PoolValidation(new PubSubNames(Optional.empty())).validate(resource);
  }

  private String image() {
    var template = deployment().orElseThrow().getSpec().getTemplate();
    return template.getSpec().getContainers().get(0).getImage();
  }

  private Deployment withoutLabel(String annotation) {
    settled();
    return patched(
        "{\"metadata\": {\"labels\": {\"%s\": null}, \"annotations\": {%s}}}"
            .formatted(Labels.MANAGED_BY, annotation));
  }

  /** The Deployment by no resourceVersion, since its controller writes, too. */
  private Deployment patched(String patch) {
    return cluster
        .client()
        .apps()
        .deployments()
        .inNamespace("n")
        .withName("p")
        .patch(PatchContext.of(PatchType.JSON_MERGE), patch);
  }

  @Test
  void a_deployment_that_lost_its_label_gets_it_back_and_its_pods_work_on() {
    pool = ofOurs();
    keys = "one";
    var there = there(made());
    var before = withoutLabel("").getSpec().getTemplate();
    keys = "one,two";
    var upgraded = writer(cluster.client(), Map.of("PUBSUB_EMULATOR_HOST", "127.0.0.1:1"));

    upgraded.apply(pool, new WriteState(), Optional.empty(), there, podPlan(1, List.of()), NOW);

    assertThat(deployment().orElseThrow().getMetadata().getLabels())
        .containsEntry(Labels.MANAGED_BY, Labels.MANAGER);
    assertThat(deployment().orElseThrow().getSpec().getTemplate()).isEqualTo(before);
  }

  @Test
  void a_deployment_of_another_installation_that_lost_its_label_stays_that_ones() {
    pool = ofOurs();
    var there = there(made());
    withoutLabel("\"%s\": \"platform\"".formatted(Labels.INSTALLATION));

    writer.apply(pool, new WriteState(), Optional.empty(), there, podPlan(5, List.of()), NOW);

    assertThat(deployment().orElseThrow().getMetadata().getAnnotations())
        .containsEntry(Labels.INSTALLATION, "platform");
    assertThat(deployment().orElseThrow().getSpec().getReplicas()).isEqualTo(1);
  }

  @Test
  void a_deployment_that_is_gone_without_its_pods_is_made_anew() {
    writer.apply(pool, written, Optional.empty(), somebody(), podPlan(1, List.of()), NOW);

    assertThat(deployment().orElseThrow().getSpec().getReplicas()).isEqualTo(1);
  }

  @Test
  void pods_of_a_pool_that_is_left_alone_lose_the_marks_that_nobody_sees_to_any_more() {
    pool = ofOurs("1h");
    var annotations =
        Map.of(
            Marks.DELETION_COST, Marks.CHEAP,
            Marks.SAFE_TO_EVICT, "false",
            Marks.DO_NOT_DISRUPT, "true");
    var marked =
        cluster
            .client()
            .resource(made())
            .edit(p -> p.edit().editMetadata().addToAnnotations(annotations).endMetadata().build());
    var idle = ReportBuilder.startedAt(NOW).build(NOW);
    var reports = Map.of(marked.getMetadata().getName(), idle);
    var there =
        PodInventory.of(1, false, PoolPods.of(List.of(marked)), new Cordons(), reports, NOW);

    writer.leave(pool, written, there, NOW);

    var left = cluster.client().resource(marked).get().getMetadata().getAnnotations();
    assertThat(left.get(Marks.DELETION_COST)).isNull();
    assertThat(left.get(Marks.SAFE_TO_EVICT)).isNull();
    assertThat(left.get(Marks.DO_NOT_DISRUPT)).isNull();
  }

  @Test
  void pods_of_a_pool_that_is_left_alone_are_marked_all_the_same_while_they_run_long_tasks() {
    pool = ofOurs("1h");
    var made = made();
    var busy =
        ReportBuilder.startedAt(NOW)
            .busy(1)
            .with(report -> report.oldestInFlightSeconds(600))
            .build(NOW);
    var reports = Map.of(made.getMetadata().getName(), busy);
    var there = PodInventory.of(1, false, PoolPods.of(List.of(made)), new Cordons(), reports, NOW);

    writer.leave(pool, written, there, NOW);

    assertThat(cluster.client().resource(made).get().getMetadata().getAnnotations())
        .containsEntry(Marks.SAFE_TO_EVICT, "false")
        .containsEntry(Marks.DO_NOT_DISRUPT, "true");
  }

  @Test
  void a_pod_that_has_gone_in_the_meantime_keeps_nothing_from_being_written() {
    var gone = pod("gone", "{}");

    writer.apply(pool, written, Optional.empty(), NOBODY, podPlan(1, List.of(gone)), NOW);

    assertThat(deployment().orElseThrow().getSpec().getReplicas()).isEqualTo(1);
  }

  @Test
  void a_pool_grows_though_its_pods_cannot_be_marked_and_says_so_once() {
    var marked = pod("busy", "{" + Marks.DELETION_COST + ": \"-100\"}");
    var inventory =
        PodInventory.of(1, false, new PoolPods(List.of(marked)), new Cordons(), Map.of(), NOW);
    var unwritten = new WriteState();
    var refused = writer(refusingPods(new AtomicInteger()), Map.of());
    begin(1);

    refused.apply(pool, unwritten, deployment(), inventory, podPlan(3, List.of()), NOW);
    refused.apply(
        pool, unwritten, deployment(), inventory, podPlan(3, List.of()), NOW.plusSeconds(5));

    assertThat(deployment().orElseThrow().getSpec().getReplicas()).isEqualTo(3);
    assertThat(events())
        .filteredOn(event -> event.startsWith("PodsNotMarked"))
        .singleElement()
        .asString()
        .contains("admission denied it");
  }

  @Test
  void one_refusal_is_enough_to_leave_the_other_pods_for_the_next_look() {
    var calls = new AtomicInteger();
    var marked = List.of(pod("one", "{}"), pod("another", "{}"));
    begin(2);

    writer(refusingPods(calls), Map.of())
        .apply(pool, new WriteState(), deployment(), NOBODY, podPlan(2, marked), NOW);

    assertThat(calls).hasValue(1);
  }

  /** The API server refuses every Deployment. */
  private KubernetesClient refusingDeployments(int code, AtomicInteger calls) {
    return (KubernetesClient)
        Proxy.newProxyInstance(
            KubernetesClient.class.getClassLoader(),
            new Class<?>[] {KubernetesClient.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("resource") && arguments[0] instanceof Deployment) {
                calls.incrementAndGet();
                throw new KubernetesClientException("exceeded quota", code, null);
              }
              return method.invoke(cluster.client(), arguments);
            });
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(ints = {403, 500})
  void what_is_refused_is_asked_again_ever_more_rarely_until_the_spec_changes(int code) {
    var calls = new AtomicInteger();
    var refused = writer(refusingDeployments(code, calls), Map.of());
    for (var second = 0; second < 300; second++) {
      var now = NOW.plusSeconds(second);
      assertThatThrownBy(
              () ->
                  refused.apply(
                      pool, written, Optional.empty(), NOBODY, podPlan(1, List.of()), now))
          .hasMessageContaining("exceeded quota");
    }
    assertThat(calls).as("after 0, 5, 15, 35, 75, 135, 195 and 255 s").hasValue(8);

    var changed =
        new PoolValidation(new PubSubNames(Optional.empty()))
            .validate(
                Serialization.unmarshal(
                    RESOURCE.replace("sleep", "rest").replace("name: p,", "name: p, uid: u,"),
                    TaskWorkerPool.class));
    var now = NOW.plusSeconds(300);
    assertThatThrownBy(
            () ->
                refused.apply(
                    changed, written, Optional.empty(), NOBODY, podPlan(1, List.of()), now))
        .hasMessageContaining("exceeded quota");
    assertThat(calls).hasValue(9);
  }

  @Test
  void what_somebody_changes_in_the_template_is_put_back_and_told() {
    begin(0);
    writer.apply(pool, written, Optional.of(settled()), NOBODY, podPlan(0, List.of()), NOW);
    var deployments = cluster.client().apps().deployments().inNamespace("n").withName("p");
    deployments.edit(
        d ->
            d.edit()
                .editSpec()
                .editTemplate()
                .editSpec()
                .editFirstContainer()
                .withCommand("sleep", "1")
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build());

    writer.apply(pool, written, deployment(), NOBODY, podPlan(0, List.of()), NOW);

    assertThat(command()).containsExactly("sleep", "600");
    assertThat(events())
        .anyMatch(event -> event.startsWith("DriftReverted: The operator put back what"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"paused\": true}",
        "{\"strategy\": {\"type\": \"Recreate\", \"rollingUpdate\": null}}"
      })
  void what_somebody_sets_that_keeps_a_rollout_back_or_takes_all_pods_down_is_put_back_and_told(
      String change) {
    begin(0);
    writer.apply(pool, written, Optional.of(settled()), NOBODY, podPlan(0, List.of()), NOW);
    patched("{\"spec\": " + change + "}");

    writer.apply(pool, written, deployment(), NOBODY, podPlan(0, List.of()), NOW);

    var spec = deployment().orElseThrow().getSpec();
    assertThat(spec.getPaused()).isNotEqualTo(true);
    assertThat(spec.getStrategy().getType()).isEqualTo("RollingUpdate");
    assertThat(events()).filteredOn(event -> event.startsWith("DriftReverted")).hasSize(1);
    writer.apply(pool, written, deployment(), NOBODY, podPlan(0, List.of()), NOW);
    assertThat(events()).filteredOn(event -> event.startsWith("DriftReverted")).hasSize(1);
  }

  /** A change of one takes the right to delete the Deployment, on some clusters. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_reference_to_the_pool_stays_as_it_is_and_a_new_one_holds_up_the_pools_deletion(
      boolean isThere) {
    begin(0);
    if (isThere) {
      cluster
          .client()
          .resource(settled())
          .edit(
              d ->
                  new DeploymentBuilder(d)
                      .editMetadata()
                      .editFirstOwnerReference()
                      .withBlockOwnerDeletion(null)
                      .endOwnerReference()
                      .endMetadata()
                      .editSpec()
                      .withPaused(true)
                      .endSpec()
                      .build());
    }

    writer.apply(pool, written, deployment(), NOBODY, podPlan(0, List.of()), NOW);

    assertThat(deployment().orElseThrow().getSpec().getPaused()).isNotEqualTo(true);
    assertThat(deployment().orElseThrow().getMetadata().getOwnerReferences())
        .singleElement()
        .satisfies(
            owner -> assertThat(owner.getBlockOwnerDeletion()).isEqualTo(isThere ? null : true));
  }

  private List<String> command() {
    return deployment()
        .orElseThrow()
        .getSpec()
        .getTemplate()
        .getSpec()
        .getContainers()
        .get(0)
        .getCommand();
  }

  @Test
  void a_new_operator_scales_a_busy_pool_without_starting_its_workers_anew() {
    begin(1);
    var before = settled().getSpec().getTemplate();
    var upgraded =
        writer(
            cluster.client(),
            Map.of("PUBSUB_EMULATOR_HOST", "127.0.0.1:1", EnvVars.ROLLOUT_POOLS_AT_ONCE, "0"));

    upgraded.apply(
        pool, new WriteState(), Optional.of(settled()), somebody(), podPlan(2, List.of()), NOW);

    assertThat(settled().getSpec().getReplicas()).isEqualTo(2);
    assertThat(settled().getSpec().getTemplate()).isEqualTo(before);
  }

  @Test
  void how_a_pool_is_scaled_is_noted_so_that_an_upgrade_is_no_change_of_its_author() {
    begin(1);
    var before = settled().getSpec().getTemplate();
    var text = RESOURCE.replace("spec:\n  sub", "spec:\n  scaling: {maxReplicas: 9}\n  sub");
    var scaled = Serialization.unmarshal(text, TaskWorkerPool.class);
    scaled.getMetadata().setUid(pool.uid());
    scaled.getMetadata().setGeneration(7L);

    writer.apply(
        new PoolValidation(new PubSubNames(Optional.empty())).validate(scaled),
        written,
        Optional.of(settled()),
        somebody(),
        podPlan(1, List.of()),
        NOW);

    assertThat(settled().getMetadata().getAnnotations()).containsEntry(Labels.GENERATION, "7");
    assertThat(settled().getSpec().getTemplate()).isEqualTo(before);
  }

  @Test
  void a_deployment_from_before_there_was_a_mark_of_the_installation_gets_it_and_no_new_pods() {
    begin(1);
    var before = settled().getSpec().getTemplate();
    patched("{\"metadata\":{\"annotations\":{\"%s\":null}}}".formatted(Labels.INSTALLATION));
    var upgraded =
        writer(
            cluster.client(),
            Map.of("PUBSUB_EMULATOR_HOST", "127.0.0.1:1", EnvVars.ROLLOUT_POOLS_AT_ONCE, "0"));

    upgraded.apply(
        pool, new WriteState(), Optional.of(settled()), somebody(), podPlan(1, List.of()), NOW);

    assertThat(settled().getMetadata().getAnnotations())
        .containsEntry(Labels.INSTALLATION, "default");
    assertThat(settled().getSpec().getTemplate()).isEqualTo(before);
  }

  /** The chart grants what is written, and to read what is watched; nothing by its name. */
  @Test
  void reads_nothing_by_its_name() {
    begin(1);
    var elsewhere =
        Map.of("PUBSUB_EMULATOR_HOST", "127.0.0.1:1", EnvVars.ROLLOUT_POOLS_AT_ONCE, "0");
    var withoutNote =
        new DeploymentBuilder(settled())
            .editMetadata()
            .removeFromAnnotations(Labels.BUDGET)
            .endMetadata()
            .build();
    var requests = new CopyOnWriteArrayList<String>();
    var recording =
        new Interceptor() {
          @Override
          public void before(
              BasicBuilder builder, HttpRequest request, Interceptor.RequestTags tags) {
            requests.add(request.method() + " " + request.uri().getPath());
          }
        };
    try (var client =
        new KubernetesClientBuilder()
            .withConfig(cluster.client().getConfiguration())
            .withHttpClientBuilderConsumer(
                http -> http.addOrReplaceInterceptor("recording", recording))
            .build()) {
      writer(client, elsewhere)
          .apply(
              pool,
              new WriteState(),
              Optional.of(withoutNote),
              somebody(),
              podPlan(2, List.of(pod("p-1", "{}"))),
              NOW);
    }

    assertThat(requests)
        .contains("PATCH /apis/apps/v1/namespaces/n/deployments/p")
        .contains("PATCH /api/v1/namespaces/n/pods/p-1")
        .contains("PATCH /apis/policy/v1/namespaces/n/poddisruptionbudgets/p")
        .noneMatch(request -> request.startsWith("GET"));
  }

  @Test
  void a_new_operator_renders_a_pool_anew_when_it_is_empty_or_its_turn_has_come() {
    var emulator = Map.of("PUBSUB_EMULATOR_HOST", "127.0.0.1:1");
    begin(0);
    writer(cluster.client(), emulator)
        .apply(pool, new WriteState(), Optional.of(settled()), NOBODY, podPlan(0, List.of()), NOW);
    assertThat(deployment().orElseThrow().toString()).contains("PUBSUB_EMULATOR_HOST");

    writer.apply(pool, written, deployment(), somebody(), podPlan(0, List.of()), NOW);
    assertThat(deployment().orElseThrow().toString()).doesNotContain("PUBSUB_EMULATOR_HOST");
  }

  /** The API server takes patches of the pool's Deployment, but not what is rendered anew. */
  private KubernetesClient refusingRenderings(
      AtomicInteger calls, KubernetesClientException refusal) {
    var loader = KubernetesClient.class.getClassLoader();
    return (KubernetesClient)
        Proxy.newProxyInstance(
            loader,
            new Class<?>[] {KubernetesClient.class},
            (proxy, method, arguments) -> {
              var result = method.invoke(cluster.client(), arguments);
              return method.getName().equals("resource")
                      && arguments[0] instanceof Deployment of
                      && of.getMetadata().getName().equals("p")
                  ? Proxy.newProxyInstance(
                      loader,
                      new Class<?>[] {NamespaceableResource.class},
                      (resource, call, with) -> {
                        if (call.getName().equals("fieldManager")) {
                          calls.incrementAndGet();
                          throw refusal;
                        }
                        return call.invoke(result, with);
                      })
                  : result;
            });
  }

  @ParameterizedTest(name = "of {0} pods")
  @ValueSource(ints = {0, 1})
  void a_pool_whose_new_rendering_is_refused_is_scaled_as_it_is_and_gives_its_turn_away(int pods) {
    begin(pods);
    var before = settled().getSpec().getTemplate();
    var upgraded = new WriteState();
    var calls = new AtomicInteger();
    var refused =
        writer(
            refusingRenderings(
                calls, new KubernetesClientException("a policy denied it", 403, null)),
            Map.of("PUBSUB_EMULATOR_HOST", "127.0.0.1:1", EnvVars.ROLLOUT_POOLS_AT_ONCE, "1"));

    for (var second = 0; second < 60; second += 5) {
      refused.apply(
          pool,
          upgraded,
          Optional.of(settled()),
          pods == 0 ? NOBODY : somebody(),
          podPlan(2, List.of()),
          NOW.plusSeconds(second));
      assertThat(settled().getSpec().getReplicas()).isEqualTo(2);
    }

    assertThat(settled().getSpec().getTemplate()).isEqualTo(before);
    assertThat(calls).as("after 0, 5, 15 and 35 s").hasValue(4);
    assertThat(events())
        .singleElement()
        .asString()
        .startsWith("RolloutRefused: The pool is scaled, but keeps")
        .endsWith("a policy denied it");
    assertThat(rendersAnew(refused)).as("another pool has its turn").isTrue();
  }

  /** The API server may have stored the new template, so that pods of the pool restart. */
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "500, Internal error occurred: failed calling webhook \"check.acme.example\": refused",
    "500, Internal error occurred: resource quota evaluation timed out",
    "500, 'etcdserver: request timed out, possibly due to connection lost'",
    "503, service unavailable",
    "504, Timeout: request did not complete within requested timeout"
  })
  void a_pool_whose_new_rendering_finds_no_judge_keeps_its_turn(int code, String words) {
    begin(1);
    var calls = new AtomicInteger();
    var status = new StatusBuilder().withCode(code).withMessage(words).build();
    var failing =
        writer(
            refusingRenderings(calls, new KubernetesClientException(status)),
            Map.of("PUBSUB_EMULATOR_HOST", "127.0.0.1:1", EnvVars.ROLLOUT_POOLS_AT_ONCE, "1"));

    assertThatThrownBy(
            () ->
                failing.apply(
                    pool,
                    new WriteState(),
                    Optional.of(settled()),
                    somebody(),
                    podPlan(2, List.of()),
                    NOW))
        .hasMessageContaining(words);

    assertThat(calls).hasValue(1);
    assertThat(events()).isEmpty();
    assertThat(rendersAnew(failing)).as("another pool has its turn").isFalse();
  }

  @Test
  void a_pool_that_is_deleted_while_it_takes_its_turn_gives_it_back() {
    begin(1);
    var state = new WriteState();
    var calls = new AtomicInteger();
    var upgraded =
        writer(
            deletingBefore(calls, state),
            Map.of("PUBSUB_EMULATOR_HOST", "127.0.0.1:1", EnvVars.ROLLOUT_POOLS_AT_ONCE, "1"));

    upgraded.apply(pool, state, Optional.of(settled()), somebody(), podPlan(1, List.of()), NOW);

    assertThat(calls).hasValue(1);
    assertThat(rendersAnew(upgraded)).as("another pool has its turn").isTrue();
  }

  /** The pool is deleted, which gives back what it has, when its turn has begun. */
  private KubernetesClient deletingBefore(AtomicInteger calls, WriteState state) {
    return (KubernetesClient)
        Proxy.newProxyInstance(
            KubernetesClient.class.getClassLoader(),
            new Class<?>[] {KubernetesClient.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("resource")
                  && arguments[0] instanceof Deployment of
                  && of.getMetadata().getName().equals("p")) {
                calls.incrementAndGet();
                state.end();
              }
              return method.invoke(cluster.client(), arguments);
            });
  }

  @Test
  void nothing_is_written_for_a_pool_that_is_gone() {
    written.end();

    begin(1);

    assertThat(deployment()).isEmpty();
  }

  /** Whether it rolls out another pool that has pods. */
  private boolean rendersAnew(PoolWriter upgraded) {
    var resource =
        Serialization.unmarshal(
            RESOURCE.replace("name: p,", "name: q,").replace("tasks", "others"),
            TaskWorkerPool.class);
    var another =
        new PoolValidation(new PubSubNames(Optional.empty()))
            .validate(cluster.client().resource(resource).create());
    var state = new WriteState();
    writer.apply(another, state, Optional.empty(), NOBODY, podPlan(1, List.of()), NOW);
    var deployment = cluster.client().apps().deployments().inNamespace("n").withName("q");
    var now = NOW.plusSeconds(60);
    upgraded.apply(
        another,
        new WriteState(),
        Optional.of(deployment.get()),
        somebody(),
        podPlan(1, List.of()),
        now);
    return deployment.get().toString().contains("PUBSUB_EMULATOR_HOST");
  }

  @Test
  void a_pod_that_is_replaced_is_deleted_once_it_is_idle_and_its_place_is_kept() {
    var manifest =
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: ill, namespace: n}
        spec: {containers: [{name: c, image: none}]}
        """;
    cluster.client().resource(Serialization.unmarshal(manifest, Pod.class)).create();
    begin(1);

    writer.apply(pool, written, deployment(), NOBODY, replacing("ill", false), NOW);
    assertThat(cluster.client().pods().inNamespace("n").withName("ill").get()).isNotNull();

    writer.apply(pool, written, deployment(), NOBODY, replacing("ill", true), NOW);
    assertThat(cluster.client().pods().inNamespace("n").withName("ill").get()).isNull();
    assertThat(deployment().orElseThrow().getSpec().getReplicas()).isEqualTo(1);
    assertThat(events())
        .containsExactly(
            "PodReplaced: The operator replaces pod ill, because its handler is down while most"
                + " others work");
  }

  private static PodPlan replacing(String name, boolean idle) {
    var ill =
        new Replacement(pod(name, "{}"), "its handler is down while most others work", idle, false);
    return podPlan(1, List.of()).replacing(List.of(ill));
  }

  @Test
  void tasks_that_a_cluster_would_not_wait_for_are_warned_of_once() {
    begin(0);
    assertThat(events()).isEmpty();

    var resource =
        cluster
            .client()
            .resource(
                Serialization.unmarshal(
                    RESOURCE
                        .replace("name: p,", "name: q,")
                        .replace("handler:", "taskTimeout: 12h\n  handler:"),
                    TaskWorkerPool.class))
            .create();
    var told = new WriteState();
    var patient = new PoolValidation(new PubSubNames(Optional.empty())).validate(resource);
    writer.apply(patient, told, Optional.empty(), NOBODY, podPlan(0, List.of()), NOW);
    writer.apply(
        patient, told, Optional.empty(), NOBODY, podPlan(0, List.of()), NOW.plusSeconds(7200));

    assertThat(events())
        .singleElement()
        .asString()
        .startsWith("LongTasks: spec.taskTimeout is 12h, but GKE ends a pod 10 min after");
  }

  /** The pool after a change by its author. */
  private Pool changed(String patch) {
    return new PoolValidation(new PubSubNames(Optional.empty()))
        .validate(
            cluster
                .client()
                .resources(TaskWorkerPool.class)
                .inNamespace("n")
                .withName("p")
                .patch(PatchContext.of(PatchType.JSON_MERGE), patch));
  }

  @Test
  void a_pool_that_waits_for_its_turn_is_scaled_by_its_author_and_not_rolled_out_by_that() {
    writer.apply(pool, written, Optional.empty(), NOBODY, podPlan(1, List.of()), NOW);
    settled();
    // By a version that read less into the same words.
    patched(
        "{\"metadata\":{\"annotations\":{\"%s\":\"earlier\",\"%s\":\"less\"}}}"
            .formatted(Labels.RENDERED, Labels.SPEC));
    var waiting = writer(cluster.client(), Map.of(EnvVars.ROLLOUT_POOLS_AT_ONCE, "0"));
    waiting.apply(
        pool, new WriteState(), Optional.of(settled()), somebody(), podPlan(1, List.of()), NOW);

    var scaled = changed("{\"spec\":{\"scaling\":{\"maxReplicas\":7}}}");
    waiting.apply(
        scaled, new WriteState(), Optional.of(settled()), somebody(), podPlan(2, List.of()), NOW);
    var before = settled();
    assertThat(before.getSpec().getReplicas()).isEqualTo(2);
    assertThat(before.getMetadata().getAnnotations()).containsEntry(Labels.RENDERED, "earlier");
    waiting.apply(
        scaled, new WriteState(), Optional.of(settled()), somebody(), podPlan(2, List.of()), NOW);
    assertThat(settled().getMetadata().getGeneration())
        .isEqualTo(before.getMetadata().getGeneration());

    waiting.apply(
        changed(
            "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"c\",\"command\":[\"sleep\",\"601\"]}]}}}}"),
        new WriteState(),
        Optional.of(settled()),
        somebody(),
        podPlan(2, List.of()),
        NOW);
    assertThat(settled().getMetadata().getAnnotations())
        .as("what its author changes of its pods is rolled out at once")
        .doesNotContainEntry(Labels.RENDERED, "earlier");
  }

  @DisplayName("of a preStop hook that takes from tasks the time to finish its author is warned")
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "http: {}               | {exec: {command: [sleep, '5']}}         |      | may end before",
        "http: {}               | {sleep: {seconds: 5}}                   |      | may end before",
        "http: {}               | {httpGet: {path: /stop, port: 80}}      | 3600 | may end before",
        "http: {}               | {httpGet: {path: /drained, port: 8090}} |      | ",
        "http: {}               | {httpGet: {host: 127.0.0.1, path: /drained, port: 8090}} | | may end",
        "http: {}               | {exec: {command: [sh, -c, 'curl $POD_IP:8090/drained']}} | | ",
        "http: {}               | {exec: {command: [sh, -c, 'curl 127.0.0.1:8090/drained']}} | | on 127",
        "http: {}               | {exec: {command: [curl, 'http://localhost:8090/drained']}} | | may end",
        "http: {}               | {exec: {command: [curl, '[::1]:8090/drained']}} | | may end",
        "http: {}               | {exec: {command: [curl, 'localhost:${HEALTH_PORT:-8090}/drained']}} | | may end",
        "http: {}               | {exec: {command: [sh, -c, 'curl localhost/stop $IP:8090/drained']}} | | ",
        "java: {className: a.B} | {exec: {command: [sleep, '5']}}         |      | from the 630 s",
        "java: {className: a.B} | {exec: {command: [sleep, '5']}}         | 630  | from the 630 s",
        "java: {className: a.B} | {exec: {command: [sleep, '5']}}         | 640  | ",
        "java: {className: a.B} | {sleep: {seconds: 5}}                   |      | ",
        "self: {}               | {exec: {command: [sleep, '5']}}         |      | "
      })
  void preStop(String handler, String hook, Integer gracePeriod, String warning) {
    var resource =
        cluster
            .client()
            .resource(
                Serialization.unmarshal(
                    """
                    apiVersion: taskworkers.dev/v1beta1
                    kind: TaskWorkerPool
                    metadata: {name: hooked, namespace: n}
                    spec:
                      subscription: projects/acme/subscriptions/hooked
                      handler: {%s}
                      template:
                        spec:
                          %s
                          containers: [{name: c, image: i, lifecycle: {preStop: %s}}]
                    """
                        .formatted(
                            handler,
                            gracePeriod == null
                                ? ""
                                : "terminationGracePeriodSeconds: " + gracePeriod,
                            hook),
                    TaskWorkerPool.class))
            .create();
    var hooked = new PoolValidation(new PubSubNames(Optional.empty())).validate(resource);
    var told = new WriteState();

    for (var hour = 0; hour < 3; hour++) {
      writer.apply(
          hooked,
          told,
          Optional.empty(),
          NOBODY,
          podPlan(0, List.of()),
          NOW.plus(Duration.ofHours(2 * hour)));
    }

    if (warning == null) {
      assertThat(events()).isEmpty();
    } else {
      assertThat(events()).singleElement().asString().startsWith("PreStopHook: ").contains(warning);
    }
  }
}
