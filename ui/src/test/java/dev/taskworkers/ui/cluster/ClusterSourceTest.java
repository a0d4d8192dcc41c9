// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.ui.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.ui.FakeSource;
import dev.taskworkers.ui.PoolSource.Reply;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.dsl.EventDoneable;
import io.fabric8.mockwebserver.dsl.TimesOnceableOrHttpHeaderable;
import io.fabric8.mockwebserver.internal.WebSocketMessage;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What of a cluster is shown to whom. */
@EnableKubernetesMockClient(crud = true, https = false)
final class ClusterSourceTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-01-01T12:00:00Z"), ZoneOffset.UTC);

  KubernetesClient kubernetes;
  KubernetesMockServer server;

  private final FakeSource operator = new FakeSource();

  private ClusterSource source(Optional<String> namespace) {
    return new ClusterSource(operator, new StatusSource(kubernetes, namespace, CLOCK), namespace);
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

    assertThat(list.body())
        .contains("media/a", "\"asked\":\"media\"")
        .doesNotContain("music", "media2");
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
    operator.answer("/pools/media/a", "{\"pool\":\"media/a\"}");
    var source = source(Optional.empty());
    for (var other : List.of("[\"media/a\"]", "{\"version\":2,\"pools\":[]}")) {
      operator.answer("/pools", other);
      var list = source.get("/pools");
      assertThat(list.missing().get(0)).contains("another version");
      assertThat(list.body()).contains("media/a");
      assertThat(source.get("/pools/media/a").body()).contains("another version");
    }
    operator.answer("/pools", "no json");
    assertThat(source.get("/pools").missing().get(0)).contains("can't read the operator's answer");

    operator.pools("calm", "media/a");
    assertThat(source.get("/pools").missing()).isEmpty();
    assertThat(source.get("/pools/media/a").body()).isEqualTo("{\"pool\":\"media/a\"}");
  }

  @Test
  void who_may_not_forward_a_port_is_told_so_and_what_to_ask_for() {
    lease("operator-1");
    AccessReviews.answer(server, false);
    store("media", "a", "{}");

    var whole = new ClusterSource(kubernetes, Optional.empty(), Optional.empty(), CLOCK);
    var list = whole.get("/pools");
    assertThat(list.missing().get(0))
        .isEqualTo(
            "You may not forward a port to the operator; ask for 'get' and 'create' on"
                + " pods/portforward in namespace taskworkers-system.");
    assertThat(list.body()).contains("media/a");
  }

  @Test
  void where_no_operator_leads_that_is_said() {
    lease("");
    store("media", "a", "{}");

    var whole = new ClusterSource(kubernetes, Optional.empty(), Optional.empty(), CLOCK);
    var list = whole.get("/pools");
    assertThat(list.missing().get(0)).contains("No operator leads in namespace taskworkers-system");
    assertThat(list.body()).contains("media/a");
    assertThat(whole.get("/pools/media/a").status()).isEqualTo(503);
  }

  @Test
  void the_leader_is_asked_through_a_port_that_ends_within_this_process() {
    lease("operator-1");
    AccessReviews.answer(server, true);
    var body = "{\"version\":1,\"pools\":[{\"pool\":\"media/a\"}]}";
    answers("operator-1", "200 OK", body);

    var list =
        new ClusterSource(kubernetes, Optional.empty(), Optional.empty(), CLOCK).get("/pools");

    assertThat(list.missing()).isEmpty();
    assertThat(list.body()).isEqualTo(body);
    assertThat(list.origin()).startsWith("Operator taskworkers-system/operator-1, context ");
  }

  @Test
  void who_leads_no_more_is_not_asked_again() {
    lease("operator-1");
    AccessReviews.answer(server, true);
    answers("operator-1", "503 Service Unavailable", "This operator does not lead.");
    var body = "{\"version\":1,\"pools\":[{\"pool\":\"media/a\"}]}";
    answers("operator-2", "200 OK", body);
    var whole = new ClusterSource(kubernetes, Optional.empty(), Optional.empty(), CLOCK);
    assertThat(whole.get("/pools").missing().get(0)).isEqualTo("This operator does not lead.");

    lead("operator-2");

    assertThat(whole.get("/pools").body()).isEqualTo(body);
    assertThat(whole.get("/pools").origin()).startsWith("Operator taskworkers-system/operator-2");
  }

  @Test
  void a_connection_that_breaks_in_the_middle_of_an_answer_is_told_of_and_the_next_one_is_asked() {
    lease("operator-1");
    AccessReviews.answer(server, true);
    store("media", "a", "{readyReplicas: 2}");
    breaks("operator-1");
    var whole = new ClusterSource(kubernetes, Optional.empty(), Optional.empty(), CLOCK);

    var broken = whole.get("/pools");
    assertThat(broken.missing().get(0))
        .isEqualTo("The operator does not answer (the connection ended); the page asks it again.");
    assertThat(broken.body()).contains("media/a");
    assertThat(whole.get("/pools/media/a").status()).isEqualTo(503);

    lead("operator-2");
    var body = "{\"version\":1,\"pools\":[{\"pool\":\"media/a\"}]}";
    answers("operator-2", "200 OK", body);
    var next = whole.get("/pools");
    assertThat(next.missing()).isEmpty();
    assertThat(next.body()).isEqualTo(body);
  }

  /** A pod that begins to answer; then its connection ends. */
  private void breaks(String pod) {
    port(pod, binary("\0HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"version\":1,"))
        .done()
        .always();
  }

  /** What a pod answers to whoever asks for its pools, in two pieces. */
  private void answers(String pod, String status, String body) {
    var answer = "HTTP/1.1 " + status + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    var first = "\0" + answer.substring(0, 30);
    port(pod)
        .expect(request("/pools"))
        .andEmit(binary(first))
        .always()
        .expectSentWebSocketMessage(first)
        .andEmit(binary("\0" + answer.substring(30)))
        .always()
        .done()
        .always();
  }

  /** The server ends the connection at a message that it doesn't expect. */
  private EventDoneable<TimesOnceableOrHttpHeaderable<Void>> port(
      String pod, WebSocketMessage... first) {
    var port = "\0\u0090\u001f";
    var opened = Stream.concat(Stream.of(binary(port), binary(port)), Stream.of(first));
    return server
        .expect()
        .get()
        .withPath("/api/v1/namespaces/taskworkers-system/pods/" + pod + "/portforward?ports=8080")
        .andUpgradeToWebSocket()
        .open(opened.toArray());
  }

  private static String request(String path) {
    return "\0GET "
        + path
        + " HTTP/1.1\r\nHost: localhost\r\n"
        + "Accept-Encoding: gzip\r\nConnection: close\r\n\r\n";
  }

  @Test
  void who_may_not_list_all_pools_sees_those_of_one_namespace_and_is_told_so() {
    away();
    lists(403);
    kubernetes.getConfiguration().setNamespace("media");
    store("media", "a", "{}");
    store("music", "b", "{}");

    var list = source(Optional.empty()).get("/pools");

    assertThat(list.body())
        .contains("media/a", "\"namespaces\":[\"media\"]")
        .doesNotContain("music/b");
    assertThat(list.missing())
        .contains(
            "You may not list the pools of all namespaces, so only those of media are shown; choose"
                + " with --namespace.");
  }

  @Test
  void a_cluster_that_knows_the_caller_no_more_says_that_in_a_sentence() {
    away();
    lists(401);

    assertThat(source(Optional.empty()).get("/pools").missing())
        .element(2)
        .asString()
        .startsWith("The command can't read the pools: the API server at ")
        .contains("does not accept your credentials (401); sign in again");
  }

  @Test
  void a_cluster_that_fails_is_not_taken_for_one_that_refuses() {
    away();
    lists(500);
    kubernetes.getConfiguration().setNamespace("media");
    kubernetes.getConfiguration().setRequestRetryBackoffLimit(0);
    store("media", "a", "{}");

    var list = source(Optional.empty()).get("/pools");

    assertThat(list.isGood()).isFalse();
    assertThat(list.missing().get(2)).startsWith("The command can't read the pools: ");
  }

  /** What becomes of asking for the pools of all namespaces. */
  private void lists(int status) {
    server
        .expect()
        .get()
        .withPath("/apis/taskworkers.dev/v1beta1/taskworkerpools")
        .andReturn(status, new StatusBuilder().withCode(status).withMessage("no").build())
        .always();
  }

  private static WebSocketMessage binary(String text) {
    return new WebSocketMessage(0L, text, false, true);
  }

  @Test
  void of_several_that_say_they_are_the_operator_none_is_taken_by_chance() {
    deployment("tenant");
    deployment("tasks");
    store("media", "a", "{}");

    var whole = new ClusterSource(kubernetes, Optional.empty(), Optional.empty(), CLOCK);
    assertThat(whole.get("/pools").missing().get(0))
        .contains("(tasks, tenant); choose with --operator-namespace.");
    var chosen = new ClusterSource(kubernetes, Optional.empty(), Optional.of("tasks"), CLOCK);
    assertThat(chosen.get("/pools").missing().get(0))
        .isEqualTo("No operator leads in namespace tasks.");
  }

  @Test
  void the_usual_namespace_comes_before_one_that_only_says_it_is_the_operators() {
    deployment("attacker");
    deployment("taskworkers-system");
    lease("");

    var whole = new ClusterSource(kubernetes, Optional.empty(), Optional.empty(), CLOCK);
    assertThat(whole.get("/pools").missing().get(0))
        .isEqualTo("No operator leads in namespace taskworkers-system.");
  }

  @Test
  void the_usual_namespace_comes_first_while_an_operator_leads_there() {
    deployment("attacker");
    lease("operator-1");
    AccessReviews.answer(server, false);

    var whole = new ClusterSource(kubernetes, Optional.empty(), Optional.empty(), CLOCK);
    assertThat(whole.get("/pools").missing().get(0)).endsWith("in namespace taskworkers-system.");
  }

  @Test
  void an_operator_that_was_moved_is_found_though_the_last_one_has_left_its_lease() {
    deployment("tasks");
    lease("");

    var whole = new ClusterSource(kubernetes, Optional.empty(), Optional.empty(), CLOCK);
    assertThat(whole.get("/pools").missing().get(0))
        .isEqualTo("No operator leads in namespace tasks.");
  }

  private void deployment(String namespace) {
    kubernetes
        .resource(
            new DeploymentBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName("any")
                .addToLabels("app.kubernetes.io/name", "taskworkers-operator")
                .endMetadata()
                .build())
        .create();
  }

  private void lead(String holder) {
    kubernetes
        .leases()
        .inNamespace("taskworkers-system")
        .withName("taskworkers-operator")
        .edit(
            lease ->
                new LeaseBuilder(lease).editSpec().withHolderIdentity(holder).endSpec().build());
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
