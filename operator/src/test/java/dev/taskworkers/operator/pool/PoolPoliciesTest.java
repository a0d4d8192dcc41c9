// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.crds.ClusterNames;
import dev.taskworkers.operator.pool.pods.Labels;
import dev.taskworkers.protocol.EnvVars;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The network policy and the disruption budget that a pool has beside its Deployment. */
final class PoolPoliciesTest extends WrittenPool {
  private static final String PROMETHEUS =
      "[{\"namespaceSelector\": {\"matchLabels\": {\"kubernetes.io/metadata.name\":"
          + " \"monitoring\"}}}]";

  @Test
  void a_pool_has_a_network_policy_where_the_administrator_wants_it_and_else_none() {
    var policies = cluster.client().network().v1().networkPolicies().inNamespace("n");
    begin(0);
    assertThat(policies.list().getItems()).isEmpty();

    writer(cluster.client(), Map.of(EnvVars.WORKER_INGRESS, PROMETHEUS))
        .apply(pool, new WriteState(), Optional.of(settled()), NOBODY, podPlan(0, List.of()), NOW);

    var spec = policies.withName("p").get().getSpec();
    assertThat(spec.getPodSelector().getMatchLabels()).isEqualTo(Map.of(ClusterNames.POOL, "p"));
    assertThat(spec.getPolicyTypes()).containsExactly("Ingress");
    assertThat(spec.getEgress()).isEmpty();
    assertThat(Serialization.asYaml(spec.getIngress())).contains("monitoring", "port: 8090");
    assertThat(deployment().orElseThrow().getMetadata().getAnnotations())
        .containsKey(Labels.NETWORK_POLICY);
  }

  @Test
  void a_network_policy_is_written_once_and_again_when_others_are_to_be_let_in() {
    var policies = cluster.client().network().v1().networkPolicies().inNamespace("n");
    var first = writer(cluster.client(), Map.of(EnvVars.WORKER_INGRESS, PROMETHEUS));
    first.apply(pool, written, Optional.empty(), NOBODY, podPlan(0, List.of()), NOW);
    policies.withName("p").delete();
    first.apply(pool, new WriteState(), Optional.of(settled()), NOBODY, podPlan(1, List.of()), NOW);
    assertThat(policies.withName("p").get()).as("noted on the Deployment").isNull();

    var other = Map.of(EnvVars.WORKER_INGRESS, PROMETHEUS.replace("monitoring", "metrics"));
    writer(cluster.client(), other)
        .apply(pool, new WriteState(), Optional.of(settled()), NOBODY, podPlan(2, List.of()), NOW);
    assertThat(policies.withName("p").get()).isNotNull();
  }

  @Test
  void a_network_policy_that_was_wanted_no_more_and_deleted_is_made_when_it_is_wanted_again() {
    var policies = cluster.client().network().v1().networkPolicies().inNamespace("n");
    var with = writer(cluster.client(), Map.of(EnvVars.WORKER_INGRESS, PROMETHEUS));
    with.apply(pool, written, Optional.empty(), NOBODY, podPlan(0, List.of()), NOW);
    writer.apply(
        pool, new WriteState(), Optional.of(settled()), NOBODY, podPlan(0, List.of()), NOW);
    assertThat(settled().getMetadata().getAnnotations().get(Labels.NETWORK_POLICY)).isNull();
    policies.withName("p").delete();

    with.apply(pool, new WriteState(), Optional.of(settled()), NOBODY, podPlan(0, List.of()), NOW);

    assertThat(policies.withName("p").get()).isNotNull();
  }

  @Test
  void that_it_is_wanted_no_more_is_noted_though_the_pool_waits_for_its_turn_to_roll_out() {
    writer(cluster.client(), Map.of(EnvVars.WORKER_INGRESS, PROMETHEUS))
        .apply(pool, written, Optional.empty(), NOBODY, podPlan(1, List.of()), NOW);
    var before = settled().getSpec().getTemplate();
    var upgraded =
        writer(
            cluster.client(),
            Map.of("PUBSUB_EMULATOR_HOST", "127.0.0.1:1", EnvVars.ROLLOUT_POOLS_AT_ONCE, "0"));

    upgraded.apply(
        pool, new WriteState(), Optional.of(settled()), somebody(), podPlan(1, List.of()), NOW);

    assertThat(settled().getMetadata().getAnnotations()).containsKey(Labels.BUDGET);
    assertThat(settled().getMetadata().getAnnotations().get(Labels.NETWORK_POLICY)).isNull();
    assertThat(settled().getSpec().getTemplate()).isEqualTo(before);
  }

  @Test
  void a_pool_has_a_disruption_budget_that_is_written_once() {
    begin(0);
    var budgets = cluster.client().policy().v1().podDisruptionBudget().inNamespace("n");
    assertThat(budgets.withName("p").get().getSpec().getMaxUnavailable().getStrVal())
        .isEqualTo("10%");

    budgets.withName("p").delete();
    writer(cluster.client(), Map.of())
        .apply(pool, new WriteState(), Optional.of(settled()), NOBODY, podPlan(2, List.of()), NOW);

    assertThat(budgets.withName("p").get()).as("noted on the Deployment").isNull();
  }

  @Test
  void a_disruption_budget_that_an_earlier_pool_had_is_none_of_this_pool() {
    begin(0);
    var budgets = cluster.client().policy().v1().podDisruptionBudget().inNamespace("n");
    budgets.withName("p").delete();
    var earlier = settled();
    earlier
        .getMetadata()
        .getAnnotations()
        .replaceAll((key, note) -> note.replace(pool.uid(), "earlier"));

    writer.apply(pool, new WriteState(), Optional.of(earlier), NOBODY, podPlan(0, List.of()), NOW);

    assertThat(budgets.withName("p").get()).isNotNull();
  }

  @Test
  void a_disruption_budget_that_goes_with_an_earlier_pool_is_waited_for_without_a_word() {
    var theirs =
        Serialization.unmarshal(
            """
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata:
              name: p
              namespace: n
              ownerReferences:
              - {apiVersion: taskworkers.dev/v1beta1, kind: TaskWorkerPool, name: p, uid: earlier}
            spec: {maxUnavailable: 0, selector: {matchLabels: {app: theirs}}}
            """,
            PodDisruptionBudget.class);
    cluster.client().resource(theirs).create();
    var budgets = cluster.client().policy().v1().podDisruptionBudget().inNamespace("n");

    begin(0);
    assertThat(events()).isEmpty();
    budgets.withName("p").delete();
    writer.apply(pool, written, Optional.of(settled()), NOBODY, podPlan(0, List.of()), NOW);

    assertThat(budgets.withName("p").get().getMetadata().getOwnerReferences())
        .singleElement()
        .satisfies(owner -> assertThat(owner.getUid()).isEqualTo(pool.uid()));
  }

  @Test
  void a_disruption_budget_that_somebody_else_made_stays_as_it_is() {
    var theirs =
        Serialization.unmarshal(
            """
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata: {name: p, namespace: n}
            spec: {maxUnavailable: 0, selector: {matchLabels: {app: theirs}}}
            """,
            PodDisruptionBudget.class);
    var before = cluster.client().resource(theirs).create();

    begin(0);

    var budgets = cluster.client().policy().v1().podDisruptionBudget().inNamespace("n");
    assertThat(budgets.withName("p").get()).isEqualTo(before);
    assertThat(deployment().orElseThrow().getMetadata().getAnnotations())
        .doesNotContainKey(Labels.BUDGET);
    assertThat(events())
        .singleElement()
        .asString()
        .startsWith("NoDisruptionBudget: A PodDisruptionBudget of the name p exists");
  }

  @Test
  void a_disruption_budget_of_the_pool_is_taken_up_again_when_its_deployment_is_made_anew() {
    begin(0);
    settled();
    cluster.client().apps().deployments().inNamespace("n").withName("p").delete();

    writer.apply(pool, new WriteState(), Optional.empty(), NOBODY, podPlan(0, List.of()), NOW);

    assertThat(deployment().orElseThrow().getMetadata().getAnnotations())
        .containsKey(Labels.BUDGET);
    assertThat(events()).isEmpty();
  }
}
