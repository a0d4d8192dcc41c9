// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.localcluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the controller of Deployments does when the API server refuses something. */
@EnableKubernetesMockClient(crud = true, https = false)
final class DeploymentControllerTest {
  KubernetesClient client;
  KubernetesMockServer server;

  @Test
  void a_status_that_was_not_taken_is_written_with_the_next_turn() {
    var controller = new DeploymentController(client, Clock.systemUTC(), List.of());
    var deployment =
        Serialization.unmarshal(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: d, namespace: n, uid: u, generation: 7}
            spec:
              replicas: 0
              selector: {matchLabels: {app: d}}
              template:
                metadata: {labels: {app: d}}
                spec: {containers: [{name: c, image: i}]}
            """,
            Deployment.class);
    // The server does not have it yet, so that it refuses its status.
    controller.tick(List.of(deployment), List.of());
    client.resource(deployment).create();

    controller.tick(List.of(deployment), List.of());

    var stored = client.apps().deployments().inNamespace("n").withName("d").get();
    assertThat(stored.getStatus()).isNotNull();
    assertThat(stored.getStatus().getObservedGeneration()).isEqualTo(7);
  }

  @Test
  void a_pod_whose_deletion_was_refused_is_deleted_with_the_next_turn() {
    var controller = new DeploymentController(client, Clock.systemUTC(), List.of());
    var pod =
        Serialization.unmarshal(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              {name: p, namespace: n, uid: u, ownerReferences: [{kind: ReplicaSet, name: gone, uid: g}]}
            spec: {containers: [{name: c, image: i}]}
            """,
            Pod.class);
    client.resource(pod).create();
    server
        .expect()
        .delete()
        .withPath("/api/v1/namespaces/n/pods/p")
        .andReturn(403, new StatusBuilder().withCode(403).withMessage("no").build())
        .once();
    Loop.guard("test", () -> controller.tick(List.of(), List.of(pod)));
    assertThat(client.resource(pod).get()).isNotNull();

    controller.tick(List.of(), List.of(pod));

    assertThat(client.resource(pod).get()).isNull();
  }
}
