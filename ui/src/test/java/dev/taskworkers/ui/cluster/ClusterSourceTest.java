package dev.taskworkers.ui.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.ui.FakeSource;
import dev.taskworkers.ui.PoolSource.Reply;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What of a cluster is shown to whom. */
@EnableKubernetesMockClient(crud = true)
final class ClusterSourceTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-01-01T12:00:00Z"), ZoneOffset.UTC);

  KubernetesClient kubernetes;
  KubernetesMockServer server;

  private final FakeSource operator = new FakeSource();

  private ClusterSource source(Optional<String> namespace) {
    return new ClusterSource(
        operator,
        new StatusSource(kubernetes, namespace, CLOCK),
        new LeaderLink(kubernetes),
        namespace);
  }

  private void store(String namespace, String name, String status) {
    kubernetes
        .resource(
            Serialization.unmarshal(
                """
                apiVersion: taskworkers.dev/v1beta1
                kind: TaskWorkerPool
                metadata: {namespace: %s, name: %s}
                status: %s
                """
                    .formatted(namespace, name, status),
                TaskWorkerPool.class))
        .create();
  }

  private void away() {
    operator.answer("/pools", new Reply(503, "The operator is away.", "Operator", List.of()));
  }

  @Test
  void the_operator_that_can_be_asked_tells_all() {
    operator.pools("calm", "media/a", "music/b");

    var list = source(Optional.empty()).get("/pools");

    assertThat(list.body()).contains("media/a", "music/b");
    assertThat(list.missing()).isEmpty();
  }

  @Test
  void of_one_namespace_only_that_is_shown() {
    operator.pools("calm", "media/a", "music/b", "media2/c");

    var list = source(Optional.of("media")).get("/pools");

    assertThat(list.body()).contains("media/a").doesNotContain("music", "media2");
  }

  @Test
  void without_the_operator_the_status_of_pools_tells_what_it_can_and_it_is_said_what_is_missing()
      throws Exception {
    away();
    store(
        "media",
        "a",
        "{readyReplicas: 2, desiredReplicas: 5, estimate: {waiting: 7}, lastDecision: {message: Up"
            + " from 2 to 5.}}");
    store(
        "media",
        "ill",
        "{conditions: [{type: Ready, status: 'False', message: No such subscription.}]}");

    var list = source(Optional.empty()).get("/pools");

    var rows = new ObjectMapper().readTree(list.body()).path("pools");
    assertThat(list.isGood()).isTrue();
    assertThat(list.missing().get(0)).isEqualTo("The operator is away.");
    assertThat(list.missing().get(1)).contains("Timelines");
    assertThat(rows.findValuesAsText("message"))
        .containsExactlyInAnyOrder("Up from 2 to 5.", "No such subscription.");
    assertThat(rows.findValuesAsText("state"))
        .containsExactlyInAnyOrder("as its status says", "not ready");
    assertThat(rows.findValue("waiting").asInt()).isEqualTo(7);
  }

  @Test
  void an_operator_of_another_version_is_named_and_its_numbers_are_left_out() {
    store("media", "a", "{readyReplicas: 1}");
    for (var other : List.of("[\"media/a\"]", "{\"version\":2,\"pools\":[]}", "no json")) {
      operator.answer("/pools", other);
      var list = source(Optional.empty()).get("/pools");
      assertThat(list.missing().get(0)).containsAnyOf("another version", "can't be read");
      assertThat(list.body()).contains("media/a");
    }
  }

  @Test
  void who_may_not_forward_a_port_is_told_so_and_what_to_ask_for() {
    lease("operator-1");
    server
        .expect()
        .post()
        .withPath("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews")
        .andReturn(
            201,
            new SelfSubjectAccessReviewBuilder()
                .withNewStatus()
                .withAllowed(false)
                .endStatus()
                .build())
        .always();
    store("media", "a", "{}");

    try (var whole = new ClusterSource(kubernetes, Optional.empty(), CLOCK)) {
      var list = whole.get("/pools");
      assertThat(list.missing().get(0))
          .contains("ask for 'create' on pods/portforward in namespace taskworkers-system");
      assertThat(list.body()).contains("media/a");
    }
  }

  @Test
  void where_no_operator_leads_that_is_said() {
    lease("");
    store("media", "a", "{}");

    try (var whole = new ClusterSource(kubernetes, Optional.empty(), CLOCK)) {
      var list = whole.get("/pools");
      assertThat(list.missing().get(0))
          .contains("No operator leads in namespace taskworkers-system");
      assertThat(list.body()).contains("media/a");
      assertThat(whole.get("/pools/media/a").status()).isEqualTo(503);
    }
  }

  private void lease(String holder) {
    kubernetes
        .resource(
            new LeaseBuilder()
                .withNewMetadata()
                .withNamespace("taskworkers-system")
                .withName("taskworkers-operator")
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity(holder)
                .endSpec()
                .build())
        .create();
  }
}
