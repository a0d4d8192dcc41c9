// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.crds.ClusterNames;
import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.operator.pool.pods.PodOwner;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose a pod is. */
final class PoolWatchesTest {
  private static Pod pod(Map<String, String> labels) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("w")
        .withNamespace("n")
        .withLabels(labels)
        .endMetadata()
        .build();
  }

  private static Pod owned(String apiVersion, String kind, String name, Boolean controller) {
    return new PodBuilder(pod(Map.of(ClusterNames.POOL, "p", PodOwner.HASH, "7d9")))
        .editMetadata()
        .addNewOwnerReference()
        .withApiVersion(apiVersion)
        .withKind(kind)
        .withName(name)
        .withUid("u")
        .withController(controller)
        .endOwnerReference()
        .endMetadata()
        .build();
  }

  @Test
  void a_pod_belongs_to_the_pool_whose_deployments_replica_set_made_it() {
    var pod = owned("apps/v1", "ReplicaSet", "p-7d9", true);

    assertThat(PoolWatches.poolOf(pod)).containsExactly(new ResourceID("p", "n"));
    assertThat(PoolWatches.falselyClaimed(pod)).isEmpty();
  }

  @DisplayName("a pod with the pool's label belongs to none, and is known as foreign, if it is of")
  @ParameterizedTest(name = "{0} {1} {2}, controller: {3}")
  @CsvSource({
    "apps/v1, ReplicaSet, q-7d9, true",
    "apps/v1, ReplicaSet, p, true",
    "apps/v1, ReplicaSet, p-x-7d9, true",
    "apps/v1, ReplicaSet, p-7d9, false",
    "apps/v1, ReplicaSet, p-7d9,",
    "apps/v1, StatefulSet, p-7d9, true",
    "apps/v1beta2, ReplicaSet, p-7d9, true",
    "apps/, ReplicaSet, p-7d9, true",
    "acme.example/v1, ReplicaSet, p-7d9, true",
    "v1, Node, n, true",
  })
  void foreign(String apiVersion, String kind, String name, Boolean controller) {
    var pod = owned(apiVersion, kind, name, controller);

    assertThat(PoolWatches.poolOf(pod)).isEmpty();
    assertThat(PoolWatches.falselyClaimed(pod)).containsExactly(new ResourceID("p", "n"));
  }

  @Test
  void a_pod_without_an_owner_or_a_hash_is_foreign_whatever_its_label() {
    var claiming = pod(Map.of(ClusterNames.POOL, "p"));

    assertThat(PoolWatches.poolOf(claiming)).isEmpty();
    assertThat(PoolWatches.falselyClaimed(claiming)).containsExactly(new ResourceID("p", "n"));
  }

  @Test
  void a_deployment_is_the_pools_own_only_under_its_name_whatever_owner_a_copy_keeps() {
    assertThat(PoolWatches.poolOf(ownedDeployment("p"))).containsExactly(new ResourceID("p", "n"));
    assertThat(PoolWatches.poolOf(ownedDeployment("p-copy"))).isEmpty();
  }

  private static Deployment ownedDeployment(String name) {
    var pool = new TaskWorkerPool();
    return new DeploymentBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("n")
        .addNewOwnerReference()
        .withApiVersion(pool.getApiVersion())
        .withKind(pool.getKind())
        .withName("p")
        .withUid("u")
        .endOwnerReference()
        .endMetadata()
        .build();
  }

  @Test
  void a_pod_without_labels_or_with_an_empty_one_belongs_to_none() {
    assertThat(PoolWatches.falselyClaimed(pod(null))).isEmpty();
    assertThat(PoolWatches.falselyClaimed(pod(Map.of("app", "x")))).isEmpty();
    assertThat(PoolWatches.falselyClaimed(pod(Map.of(ClusterNames.POOL, "")))).isEmpty();
  }
}
