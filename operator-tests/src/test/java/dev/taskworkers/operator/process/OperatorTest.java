// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.pubsub.v1.DeleteSubscriptionRequest;
import com.google.pubsub.v1.Subscription;
import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.runtime.MetricFamily;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The operator as it runs, against a cluster and a cloud on a clock that runs 60 times as fast. */
final class OperatorTest extends OperatorOnFastClock {
  @Test
  void a_pool_becomes_a_deployment_that_follows_its_tasks_from_zero_and_back_to_zero() {
    operator(Map.of());
    storePool("p", "");
    soon().until(() -> replicas("p") == 0);
    assertThat(deployment("p").orElseThrow().getMetadata().getOwnerReferences())
        .singleElement()
        .matches(owner -> owner.getKind().equals("TaskWorkerPool") && owner.getName().equals("p"));
    soon().until(() -> says("p", "Ready", "True", "follows its subscription"));
    soon().until(() -> says("p", "SubscriptionReady", "True", "can be pulled"));
    soon().until(() -> says("p", "ArrivalsKnown", "True", "doorbell"));

    account.publish(topic, "1", "2", "3");
    soon().until(() -> replicas("p") > 0 && pods() > 0);
    soon().untilAsserted(() -> assertThat(events()).contains("ScaleFromZero"));

    account
        .pull(subscription, 3)
        .forEach(received -> account.acknowledge(subscription, received.getAckId()));
    soon().until(() -> replicas("p") == 0 && pods() == 0);
  }

  /** What happened to pools, by its reason. */
  private List<String> events() {
    return cluster.client().v1().events().inNamespace("n").list().getItems().stream()
        .map(Event::getReason)
        .toList();
  }

  @Test
  void an_object_that_was_stored_past_the_schema_is_refused_and_the_others_live() {
    operator(Map.of());
    store("garbage", "{subscription: tasks, concurrency: x}");
    store("worse", "[1]");
    storePool("p", "");
    store("elsewhere", "{subscription: s, project: a/b, handler: {self: {}}, template: {}}");
    store("later", "{subscription: a/b, handler: {self: {}}, template: {}}");

    soon().until(() -> replicas("p") == 0);
    soon().until(() -> says("garbage", "Ready", "False", "Cannot deserialize value"));
    soon().until(() -> says("worse", "Ready", "False", "spec can't be read"));
    soon().until(() -> says("elsewhere", "Ready", "False", "spec.project: expected the ID"));
    soon().until(() -> says("later", "Ready", "False", "expected projects/PROJECT/subscriptions"));
    soon().untilAsserted(() -> assertThat(events()).filteredOn("Invalid"::equals).hasSize(4));
  }

  @Test
  void the_younger_of_two_pools_on_one_subscription_is_refused() {
    operator(Map.of());
    storePool("first", "");
    soon().until(() -> replicas("first") == 0);
    await().pollDelay(Duration.ofMillis(50)).until(() -> true);
    storePool("second", "");

    soon().until(() -> says("second", "Ready", "False", "Pool n/first already works on"));
    assertThat(deployment("second")).isEmpty();
  }

  @Test
  void a_pinned_pool_has_what_it_says_and_an_advised_or_paused_one_is_left_alone() {
    var other = newSubscription();
    operator(Map.of());
    storePool("pinned", ", replicas: 2");
    soon().until(() -> replicas("pinned") == 2 && pods() == 2);
    soon().until(() -> says("pinned", "ScalingActive", "False", "pins the pool at 2"));
    soon().untilAsserted(() -> assertThat(events()).contains("Pinned"));

    store(
        "advised",
        "{subscription: \"%s\", mode: Advise, handler: {self: {}}, template: {spec: {containers: [{name: c, image: steady}]}}}"
            .formatted(other));
    account.publish(topic, "1");
    soon().until(() -> says("advised", "ScalingActive", "False", "advice: "));
    assertThat(deployment("advised")).isEmpty();
  }

  @Test
  void what_others_make_of_the_replicas_of_a_deployment_is_set_back_unless_the_pool_is_paused() {
    operator(Map.of());
    storePool("p", ", scaling: {minReplicas: 2}");
    soon().until(() -> replicas("p") == 2 && pods() == 2);
    await().pollDelay(Duration.ofSeconds(1)).until(() -> true);

    scaleDeployment("p", 5);
    soon().until(() -> replicas("p") == 2 && pods() == 2);

    patch("p", "{\"spec\":{\"mode\":\"Paused\"}}");
    soon().until(() -> says("p", "Ready", "True", "doesn't scale it"));
    scaleDeployment("p", 3);
    soon().until(() -> pods() == 3);
    patch("p", "{\"spec\":{\"mode\":\"Auto\"}}");
    soon().until(() -> says("p", "ScalingActive", "False", "removes nothing"));
    assertThat(replicas("p")).isEqualTo(3);
  }

  private void scaleDeployment(String name, int replicas) {
    cluster.client().apps().deployments().inNamespace("n").withName(name).scale(replicas);
  }

  @Test
  void a_pool_that_is_not_scaled_has_no_doorbell_and_loses_the_one_that_it_had() {
    operator(Map.of());
    storePool("p", ", mode: Paused");
    soon().until(() -> says("p", "ArrivalsKnown", "False", "With spec.mode: Paused no doorbell"));
    assertThat(says("p", "Ready", "True", "doesn't scale it")).isTrue();
    assertThat(doorbells()).isZero();

    patch("p", "{\"spec\":{\"mode\":\"Auto\"}}");
    soon().until(() -> doorbells() == 1);

    patch("p", "{\"spec\":{\"mode\":\"Advise\"}}");
    soon().until(() -> says("p", "ArrivalsKnown", "False", "With spec.mode: Advise no doorbell"));
    soon().until(() -> doorbells() == 0);
  }

  private void patch(String name, String merge) {
    pool(name).patch(PatchContext.of(PatchType.JSON_MERGE), merge);
  }

  @Test
  void a_pool_whose_subscription_cannot_be_pulled_keeps_the_pods_that_it_has_and_says_so() {
    operator(Map.of(EnvVars.TENANCY_CONSENT, "NotRequired"));
    var later = account.newName("subscriptions");
    store(
        "p",
        "{subscription: \"%s\", scaling: {minReplicas: 2}, handler: {self: {}}, template: {spec: {containers: [{name: c, image: steady}]}}}"
            .formatted(later));

    soon().until(() -> says("p", "ScalingActive", "False", "as condition Ready says"));
    soon().until(() -> says("p", "Ready", "False", "does not exist"));
    soon().until(() -> replicas("p") == 0);

    account
        .subscriber()
        .createSubscription(Subscription.newBuilder().setName(later).setTopic(topic).build());
    soon().until(() -> replicas("p") == 2);

    account
        .subscriber()
        .deleteSubscription(DeleteSubscriptionRequest.newBuilder().setSubscription(later).build());
    soon().until(() -> says("p", "ScalingActive", "False", "as condition Ready says"));
    assertThat(replicas("p")).isEqualTo(2);
  }

  @Test
  void a_pool_that_is_deleted_takes_its_deployment_and_its_pods_with_it() {
    operator(Map.of());
    storePool("p", ", replicas: 1");
    soon().until(() -> pods() == 1);

    pool("p").delete();

    soon().until(() -> deployment("p").isEmpty() && pods() == 0);
  }

  @Test
  void a_new_operator_goes_on_where_the_last_one_ended() {
    var first = operator(Map.of());
    storePool("p", ", replicas: 2");
    soon().until(() -> pods() == 2);
    var before = deployment("p").orElseThrow().getMetadata();
    close(first);

    operator(Map.of());
    soon().until(() -> condition("p", "ArrivalsKnown").isPresent());
    await().pollDelay(Duration.ofMillis(500)).until(() -> true);

    assertThat(replicas("p")).isEqualTo(2);
    assertThat(pods()).isEqualTo(2);
    assertThat(deployment("p").orElseThrow().getMetadata().getUid()).isEqualTo(before.getUid());
  }

  @Test
  void a_new_operator_knows_from_the_last_one_how_long_tasks_take() {
    var first = operator(Map.of());
    storePool("p", "");
    soon().until(() -> condition("p", "ArrivalsKnown").isPresent());
    assertThat(pool("p").get().getStatus().estimate().taskDuration()).isNull();
    close(first);
    pool("p")
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"status\":{\"estimate\":{\"waiting\":99,\"taskDuration\":\"0.034s\"}}}");

    operator(Map.of());
    soon().until(() -> pool("p").get().getStatus().estimate().waiting() == 0);

    assertThat(pool("p").get().getStatus().estimate().taskDuration()).isEqualTo("34ms");
  }

  @Test
  void of_two_operators_one_leads_and_the_other_takes_over() {
    var election = Map.of(EnvVars.LEADER_ELECTION, "true", "POD_NAMESPACE", "system");
    var first = operator(election);
    storePool("p", ", replicas: 1");
    soon().until(() -> replicas("p") == 1);
    var second = operator(election);
    assertThat(get(second, "/readyz").statusCode()).isEqualTo(200);
    assertThat(get(first, "/pools").body()).contains("\"pool\":\"n/p\"");
    for (var page : List.of("/pools", "/pools/n/p", "/pools/n/p/timeline", "/decisions/n/p")) {
      assertThat(get(second, page).statusCode()).isEqualTo(503);
      assertThat(get(second, page).body())
          .isEqualTo("This operator does not lead; ask the one that does.\n");
    }

    close(first);
    var other = newSubscription();
    store(
        "q",
        "{subscription: \"%s\", replicas: 1, handler: {self: {}}, template: {spec: {containers: [{name: c, image: steady}]}}}"
            .formatted(other));

    soon().until(() -> replicas("q") == 1);
    assertThat(get(second, "/pools").body()).contains("\"pool\":\"n/q\"");
  }

  @Test
  void one_that_is_told_to_stop_gives_its_lease_up_so_that_another_leads_at_once() {
    var leader =
        operator(
            Map.of(EnvVars.LEADER_ELECTION, "true", "POD_NAMESPACE", "system", "HOSTNAME", "me"));
    soon().until(() -> holder().equals(Optional.of("me")));

    close(leader);

    assertThat(holder()).contains("");
  }

  private Optional<String> holder() {
    var lease = cluster.client().leases().inNamespace("system").withName("taskworkers-operator");
    return Optional.ofNullable(lease.get()).map(held -> held.getSpec().getHolderIdentity());
  }

  @Test
  void it_tells_whether_it_is_alive_and_ready_and_what_it_measures() {
    var operator = operator(Map.of());
    storePool("p", "");
    soon().until(() -> replicas("p") == 0);

    assertThat(get(operator, "/livez").statusCode()).isEqualTo(200);
    assertThat(get(operator, "/readyz").statusCode()).isEqualTo(200);
    soon()
        .untilAsserted(
            () ->
                assertThat(get(operator, "/metrics").body())
                    .contains("taskworkers_pool_replicas_desired{namespace=\"n\",pool=\"p\"} 0.0")
                    .contains("reason=\"Ready\",status=\"True\",type=\"Ready\"} 1.0")
                    .contains("taskworkers_operator_leader 1.0")
                    .contains("taskworkers_operator_monitoring_requests_total"));

    assertThat(
            get(operator, "/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("# TYPE taskworkers_"))
                .map(line -> line.split(" ")[2]))
        .isSubsetOf(OperatorMetrics.families().stream().map(MetricFamily::name).toList());

    pool("p").delete();
    soon()
        .untilAsserted(
            () -> assertThat(get(operator, "/metrics").body()).doesNotContain("pool=\"p\""));
  }
}
