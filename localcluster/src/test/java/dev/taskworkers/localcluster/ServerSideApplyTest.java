// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.localcluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Server-side apply, as far as one manager needs it. */
final class ServerSideApplyTest {
  private final ApiServer api =
      ApiServer.start(Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC));
  private final NamespacedKubernetesClient client = api.client();

  @AfterEach
  void close() {
    client.close();
    api.close();
  }

  private Deployment apply(String spec) {
    var deployment =
        Serialization.unmarshal(
            "---\n{apiVersion: apps/v1, kind: Deployment, metadata: {name: d, namespace: n}, spec: "
                + spec
                + "}",
            Deployment.class);
    return client.resource(deployment).fieldManager("m").forceConflicts().serverSideApply();
  }

  @Test
  void what_is_not_there_is_created_at_the_time_of_the_cluster() {
    apply("{replicas: 2}");
    var made = client.apps().deployments().inNamespace("n").withName("d").get();

    assertThat(made.getMetadata().getUid()).isNotEmpty();
    assertThat(made.getMetadata().getCreationTimestamp()).isEqualTo("2026-01-01T00:00:00Z");
    assertThat(made.getSpec().getReplicas()).isEqualTo(2);
  }

  @Test
  void maps_are_merged_and_lists_are_replaced() {
    apply(
        "{replicas: 1, selector: {matchLabels: {a: x}}, template: {spec: {containers: [{name: c, args: [1, 2]}]}}}");

    var changed =
        apply(
            "{replicas: 3, selector: {matchLabels: {b: y}}, template: {spec: {containers: [{name: c, args: [3]}]}}}");

    assertThat(changed.getSpec().getReplicas()).isEqualTo(3);
    assertThat(changed.getSpec().getSelector().getMatchLabels())
        .containsEntry("a", "x")
        .containsEntry("b", "y");
    assertThat(changed.getSpec().getTemplate().getSpec().getContainers().get(0).getArgs())
        .containsExactly("3");
  }

  @Test
  void another_apply_keeps_the_identity() {
    var uid = apply("{replicas: 1}").getMetadata().getUid();

    assertThat(apply("{replicas: 2}").getMetadata().getUid()).isEqualTo(uid);
  }

  @Test
  void a_status_makes_nothing_come_back_that_is_gone() {
    var gone = apply("{replicas: 1}");
    client.resource(gone).delete();

    var late =
        new DeploymentBuilder(gone).editMetadata().withResourceVersion(null).endMetadata().build();
    var apply =
        new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager("m")
            .withForce(true)
            .build();
    assertThatThrownBy(() -> client.resource(late).subresource("status").patch(apply, late))
        .hasMessageContaining("Not Found");
    assertThat(client.apps().deployments().inNamespace("n").withName("d").get()).isNull();
  }
}
