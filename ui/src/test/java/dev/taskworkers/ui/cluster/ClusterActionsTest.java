// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.ui.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.crds.TaskWorkerPoolSpec.Mode;
import dev.taskworkers.ui.PoolActions.Offer;
import io.fabric8.kubernetes.api.model.NamedContextBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user may do to pools, and does. */
@EnableKubernetesMockClient(crud = true, https = false)
final class ClusterActionsTest {
  KubernetesClient kubernetes;
  KubernetesMockServer server;

  private ClusterActions actions(String spec) {
    return actions(spec, "{replicas: 5, estimate: {waiting: 45}}");
  }

  private ClusterActions actions(String spec, String status) {
    kubernetes
        .resource(
            Serialization.unmarshal(
                """
                apiVersion: taskworkers.dev/v1beta1
                kind: TaskWorkerPool
                metadata: {namespace: media, name: thumbs}
                spec: %s
                status: %s
                """
                    .formatted(spec, status),
                TaskWorkerPool.class))
        .create();
    return new ClusterActions(kubernetes);
  }

  private TaskWorkerPool pool() {
    return kubernetes.resources(TaskWorkerPool.class).inNamespace("media").withName("thumbs").get();
  }

  @Test
  void who_may_not_change_a_pool_is_offered_nothing() {
    AccessReviews.answer(server, false);

    assertThat(actions("{subscription: s}").offers("media/thumbs")).isEmpty();
  }

  @Test
  void of_a_pool_that_is_gone_nothing_is_offered() {
    AccessReviews.answer(server, true);

    assertThat(actions("{subscription: s}").offers("media/other")).isEmpty();
  }

  @Test
  void an_offer_says_what_it_will_touch_and_the_line_that_does_the_same() {
    AccessReviews.answer(server, true);

    var offers = actions("{subscription: s}").offers("media/thumbs");

    assertThat(offers).extracting(Offer::action).containsExactly("pause", "advise", "pin", "drain");
    assertThat(offers.get(0).effect()).contains("5 pods, while 45 tasks wait.");
    assertThat(offers.get(0).command())
        .isEqualTo(
            "kubectl --context 'fabric8-mock-server-context' patch taskworkerpool thumbs"
                + " --namespace media --type merge --patch '{\"spec\":{\"mode\":\"Paused\"}}'");
    assertThat(offers.get(2).command())
        .endsWith(" scale taskworkerpool thumbs --namespace media --replicas N");
  }

  @Test
  void a_pool_is_paused_resumed_pinned_and_released() {
    AccessReviews.answer(server, true);
    var actions = actions("{subscription: s}");

    assertThat(actions.perform("media/thumbs", "pause", OptionalInt.empty()).status())
        .isEqualTo(200);
    assertThat(pool().getSpec().mode()).isEqualTo(Mode.Paused);
    assertThat(actions.offers("media/thumbs"))
        .extracting(Offer::action)
        .containsExactly("advise", "resume");

    actions.perform("media/thumbs", "resume", OptionalInt.empty());
    assertThat(pool().getSpec().mode()).isEqualTo(Mode.Auto);

    actions.perform("media/thumbs", "pin", OptionalInt.of(3));
    assertThat(pool().getSpec().replicas()).isEqualTo(3);
    assertThat(actions.offers("media/thumbs")).extracting(Offer::action).contains("release");

    actions.perform("media/thumbs", "release", OptionalInt.empty());
    assertThat(pool().getSpec().replicas()).isNull();
    assertThat(pool().getSpec().subscription()).isEqualTo("s");
  }

  private String effect(ClusterActions actions, String action) {
    return actions.offers("media/thumbs").stream()
        .filter(offer -> offer.action().equals(action))
        .findFirst()
        .orElseThrow()
        .effect();
  }

  @Test
  void a_paused_pool_is_not_scaled_by_its_release_nor_a_pinned_one_by_its_resumption() {
    AccessReviews.answer(server, true);
    var actions = actions("{subscription: s, mode: Paused, replicas: 3}");

    assertThat(effect(actions, "resume"))
        .startsWith("The pool gets the 3 pods that it is pinned at. Now it has 5 pods");
    assertThat(effect(actions, "release"))
        .startsWith("The pool is no longer pinned. Its mode is still Paused, so it keeps");
  }

  @Test
  void the_line_names_the_context_that_the_page_shows() {
    AccessReviews.answer(server, true);
    var actions = actions("{subscription: s}");
    kubernetes
        .getConfiguration()
        .setCurrentContext(new NamedContextBuilder().withName("prod eu").build());

    var offer = actions.offers("media/thumbs").get(0);
    assertThat(offer.command()).startsWith("kubectl --context 'prod eu' patch taskworkerpool");
    assertThat(offer.effect()).contains("The cluster is context prod eu at http");
  }

  @Test
  void what_is_not_known_is_no_zero() {
    AccessReviews.answer(server, true);
    var actions = actions("{subscription: s}", "{}");

    assertThat(effect(actions, "pause"))
        .contains("keeps what it has: a number of pods that is not known. The cluster is");
  }

  @Test
  void an_api_server_that_fails_is_no_lack_of_rights() {
    // As of the command's client; else it asks ten times more, each time after a longer pause.
    kubernetes.getConfiguration().setRequestRetryBackoffLimit(0);
    var actions = actions("{subscription: s}");
    server
        .expect()
        .post()
        .withPath("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews")
        .andReturn(500, new StatusBuilder().withCode(500).withMessage("broken").build())
        .always();

    assertThatThrownBy(() -> actions.offers("media/thumbs"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("The API server does not say what you may do to media/thumbs");
  }

  @Test
  void what_is_no_action_or_no_number_of_pods_is_refused() {
    var actions = actions("{subscription: s}");

    assertThat(actions.perform("media/thumbs", "delete", OptionalInt.empty()).status())
        .isEqualTo(400);
    assertThat(actions.perform("media/thumbs", "pin", OptionalInt.empty()).status()).isEqualTo(400);
    assertThat(actions.perform("media/thumbs", "pin", OptionalInt.of(10_001)).sentence())
        .isEqualTo("Expected 0 to 10000 pods.");
    assertThat(pool().getSpec().replicas()).isNull();
  }

  @Test
  void what_is_forced_without_the_right_is_refused_by_the_cluster() {
    var actions = actions("{subscription: s}");
    server
        .expect()
        .patch()
        .withPath("/apis/taskworkers.dev/v1beta1/namespaces/media/taskworkerpools/thumbs")
        .andReturn(403, new StatusBuilder().withCode(403).withMessage("forbidden").build())
        .always();

    var result = actions.perform("media/thumbs", "pause", OptionalInt.empty());

    assertThat(result.status()).isEqualTo(403);
    assertThat(result.sentence())
        .isEqualTo("You may not change media/thumbs; ask for 'patch' on taskworkerpools there.");
  }

  private void worker(String labels) {
    kubernetes
        .resource(
            Serialization.unmarshal(
                """
                apiVersion: v1
                kind: Pod
                metadata: {namespace: media, name: thumbs-1, labels: {%s}}
                spec: {containers: [{name: worker, image: none}]}
                """
                    .formatted(labels),
                Pod.class))
        .create();
  }

  private Map<String, String> annotations() {
    return Optional.ofNullable(
            kubernetes
                .pods()
                .inNamespace("media")
                .withName("thumbs-1")
                .get()
                .getMetadata()
                .getAnnotations())
        .orElse(Map.of());
  }

  @Test
  void a_worker_of_the_pool_is_asked_to_drain_by_an_annotation_that_kubectl_can_set() {
    AccessReviews.answer(server, true);
    worker("taskworkers.dev/pool: thumbs");
    var actions = actions("{subscription: s}");

    assertThat(actions.offers("media/thumbs"))
        .filteredOn(offer -> offer.action().equals("drain"))
        .extracting(Offer::command)
        .containsExactly(
            "kubectl --context 'fabric8-mock-server-context' annotate pod POD --namespace media"
                + " --overwrite taskworkers.dev/drain=true");
    assertThat(actions.drain("media/thumbs", "thumbs-1").sentence())
        .startsWith("Asked: thumbs-1 of pool thumbs should pull no more");
    assertThat(annotations()).containsEntry("taskworkers.dev/drain", "true");
  }

  @ParameterizedTest
  @CsvSource({
    "'{subscription: s, mode: Paused}',has the mode Paused",
    "'{subscription: s, mode: Advise}',has the mode Advise",
    "'{subscription: s, handler: {self: {}}}',has the handler self"
  })
  void no_worker_is_asked_to_drain_where_the_operator_would_not(String spec, String why) {
    AccessReviews.answer(server, true);
    worker("taskworkers.dev/pool: thumbs");
    var actions = actions(spec);

    assertThat(actions.offers("media/thumbs")).extracting(Offer::action).doesNotContain("drain");
    var result = actions.drain("media/thumbs", "thumbs-1");
    assertThat(result.status()).isEqualTo(409);
    assertThat(result.sentence()).contains(why, "thumbs-1 was not asked to drain");
    assertThat(annotations()).isEmpty();
  }

  @Test
  void no_other_pod_is_asked_to_drain() {
    worker("app: db");
    var actions = actions("{subscription: s}");

    assertThat(actions.drain("media/thumbs", "thumbs-1").sentence())
        .isEqualTo("There is no worker thumbs-1 of pool thumbs in namespace media.");
    assertThat(actions.drain("media/thumbs", "gone").status()).isEqualTo(400);
    assertThat(annotations()).isEmpty();
  }

  @Test
  void a_worker_of_another_pool_is_not_drained_from_this_pools_page() {
    worker("taskworkers.dev/pool: other");

    assertThat(actions("{subscription: s}").drain("media/thumbs", "thumbs-1").status())
        .isEqualTo(400);
    assertThat(annotations()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"get", "patch"})
  void who_lacks_a_verb_that_draining_takes_is_not_offered_it(String lacking) {
    server
        .expect()
        .post()
        .withPath("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews")
        .andReply(
            201,
            request ->
                new SelfSubjectAccessReviewBuilder()
                    .withNewStatus()
                    .withAllowed(!isOfPods(request.getBody().readUtf8(), lacking))
                    .endStatus()
                    .build())
        .always();

    assertThat(actions("{subscription: s}").offers("media/thumbs"))
        .extracting(Offer::action)
        .containsExactly("pause", "advise", "pin");
  }

  private static boolean isOfPods(String review, String verb) {
    return review.contains("\"resource\":\"pods\"") && review.contains("\"verb\":\"" + verb + "\"");
  }

  @Test
  void who_may_not_read_pods_drains_none_and_is_told_which_verb_he_lacks() {
    worker("taskworkers.dev/pool: thumbs");
    server
        .expect()
        .get()
        .withPath("/api/v1/namespaces/media/pods/thumbs-1")
        .andReturn(403, new StatusBuilder().withCode(403).withMessage("forbidden").build())
        .always();

    var result = actions("{subscription: s}").drain("media/thumbs", "thumbs-1");

    assertThat(result.status()).isEqualTo(403);
    assertThat(result.sentence())
        .isEqualTo("You may not read pods in namespace media; ask for 'get' and 'patch' on pods.");
  }

  @Test
  void who_may_not_change_pods_drains_none() {
    worker("taskworkers.dev/pool: thumbs");
    server
        .expect()
        .patch()
        .withPath("/api/v1/namespaces/media/pods/thumbs-1")
        .andReturn(403, new StatusBuilder().withCode(403).withMessage("forbidden").build())
        .always();

    var result = actions("{subscription: s}").drain("media/thumbs", "thumbs-1");

    assertThat(result.status()).isEqualTo(403);
    assertThat(result.sentence())
        .isEqualTo(
            "You may not change pods in namespace media; ask for 'get' and 'patch' on pods.");
  }
}
