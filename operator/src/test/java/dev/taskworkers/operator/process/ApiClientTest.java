// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.taskworkers.crds.ClusterNames;
import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.operator.pool.pods.Labels;
import dev.taskworkers.operator.pool.pods.Marks;
import dev.taskworkers.operator.pool.pods.PodOwner;
import dev.taskworkers.operator.pool.pods.PoolPods;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept of an object of the API. */
final class ApiClientTest {
  private static <T> T read(Class<T> kind, String spec) {
    return ApiClient.serialization()
        .unmarshal(
            """
            {"kind": "%s",
             "metadata": {"name": "p", "labels": {"taskworkers.dev/pool": "a", "pod-template-hash": "b"},
                          "annotations": {"controller.kubernetes.io/pod-deletion-cost": "1", "n": "m"},
                          "ownerReferences": [{"apiVersion": "v1", "kind": "Node", "name": "n", "uid": "u"},
                            {"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "a-b", "uid": "v", "controller": true}],
                          "managedFields": [{"manager": "m", "fieldsV1": {"f:spec": {}}}]},
             "spec": %s,
             "status": {"phase": "Running", "podIP": "10.0.0.1", "qosClass": "Burstable",
                        "containerStatuses": [{"name": "c", "state": {"running": {}}, "image": "i"}], "conditions": [{"type": "Ready", "status": "True"},
                                       {"type": "Initialized", "status": "True"}]}}
            """
                .formatted(kind.getSimpleName(), spec),
            kind);
  }

  @Test
  void of_a_pod_are_kept_whose_it_is_where_it_is_its_marks_and_whether_it_runs_and_is_ready() {
    var pod =
        read(
            Pod.class,
            "{\"volumes\": [{\"name\": \"v\"}], \"containers\": [{\"env\": [{\"name\": \"e\"}],"
                + " \"image\": \"proxy\"}, {\"name\": \"worker\", \"image\": \"acme/a:1\"}],"
                + " \"nodeName\": \"n\"}");

    assertThat(pod.getMetadata().getLabels())
        .containsOnly(entry(ClusterNames.POOL, "a"), entry(PodOwner.HASH, "b"));
    assertThat(PodOwner.pool(pod)).contains("a");
    assertThat(pod.getMetadata().getOwnerReferences()).hasSize(1);
    assertThat(pod.getMetadata().getAnnotations()).containsExactly(entry(Marks.DELETION_COST, "1"));
    assertThat(pod.getStatus().getConditions())
        .extracting(condition -> condition.getType())
        .containsExactly("Ready");
    assertThat(pod.getStatus().getPodIP()).isEqualTo("10.0.0.1");
    assertThat(pod.getStatus().getPhase()).isEqualTo("Running");
    assertThat(PoolPods.hasBegun(pod.getStatus())).isTrue();
    assertThat(pod.getStatus().getContainerStatuses())
        .singleElement()
        .matches(container -> container.getImage() == null);
    assertThat(pod.getStatus().getQosClass()).isNull();
    assertThat(pod.getStatus().getAdditionalProperties()).isEmpty();
    assertThat(pod.getSpec()).isNull();
    assertThat(pod.getAdditionalProperties())
        .containsOnly(entry("node", "n"), entry("image", "acme/a:1"));
    assertThat(ApiClient.serialization().clone(pod)).isEqualTo(pod);
    assertThat(pod.getMetadata().getManagedFields()).isEmpty();
    assertThat(pod.getMetadata().getAdditionalProperties()).isEmpty();
  }

  @Test
  void of_a_pod_that_does_not_start_is_kept_what_keeps_it() {
    var pod =
        ApiClient.serialization()
            .unmarshal(
                """
                {"kind": "Pod", "metadata": {"name": "p"},
                 "status": {
                   "conditions": [{"type": "PodScheduled", "status": "True", "message": "placed"}],
                   "containerStatuses": [
                     {"name": "worker", "state": {"running": {}}},
                     {"name": "server", "image": "i", "state": {"waiting":
                       {"reason": "CrashLoopBackOff", "message": "back-off 40s of pod p"}}}]}}
                """,
                Pod.class);

    assertThat(pod.getStatus().getConditions().get(0).getMessage()).isEqualTo("placed");
    assertThat(PoolPods.hasBegun(pod.getStatus())).isTrue();
    assertThat(PoolPods.containers(pod.getStatus()))
        .filteredOn(container -> PoolPods.whyNotRunning(container).isPresent())
        .singleElement()
        .matches(container -> container.getName().equals("server"))
        .matches(container -> container.getImage() == null)
        .extracting(container -> container.getState().getWaiting())
        .matches(waiting -> waiting.getReason().equals("CrashLoopBackOff"))
        .matches(waiting -> waiting.getMessage() == null);
  }

  @ParameterizedTest(name = "a pod whose spec is {0} ends no watch")
  @ValueSource(
      strings = {
        "7",
        "[1]",
        "null",
        "{}",
        "{\"nodeName\": {\"a\": 1}, \"containers\": {\"b\": []}}",
        "{\"containers\": [1, [2], {\"image\": [3]}], \"nodeName\": null}"
      })
  void odd_specs(String spec) {
    var pod = read(Pod.class, spec);

    assertThat(pod.getSpec()).isNull();
    assertThat(pod.getAdditionalProperties()).isEmpty();
    assertThat(PodOwner.pool(pod)).contains("a");
  }

  @Test
  void pods_share_what_is_the_same_of_all() {
    var one = read(Pod.class, "{}");
    var other = read(Pod.class, "{}");

    assertThat(one.getMetadata().getLabels().get(ClusterNames.POOL))
        .isSameAs(other.getMetadata().getLabels().get(ClusterNames.POOL));
    assertThat(one.getStatus().getConditions().get(0).getStatus())
        .isSameAs(other.getStatus().getConditions().get(0).getStatus());
  }

  @Test
  void deployments_of_pools_keep_their_specs_and_who_wrote_them() {
    var deployment =
        ApiClient.serialization()
            .unmarshal(
                """
                {"kind": "Deployment", "metadata": {"name": "p",
                   "annotations": {"taskworkers.dev/spec": "a", "n": "m"},
                   "ownerReferences": [{"apiVersion": "taskworkers.dev/v1beta1", "kind": "TaskWorkerPool", "name": "p", "uid": "u"}],
                   "managedFields": [{"manager": "m", "fieldsV1": {"f:spec": {}}}]},
                 "spec": {"replicas": 3}}
                """,
                Deployment.class);
    assertThat(deployment.getMetadata().getAnnotations()).containsExactly(entry(Labels.SPEC, "a"));

    assertThat(deployment.getSpec().getReplicas()).isEqualTo(3);
    assertThat(deployment.getMetadata().getManagedFields())
        .singleElement()
        .matches(entry -> entry.getManager().equals("m") && entry.getFieldsV1() == null);
  }

  @ParameterizedTest
  @ValueSource(classes = {Pod.class, Deployment.class, TaskWorkerPool.class})
  void of_one_that_somebody_made_large_little_is_kept(Class<?> kind) {
    var serialization = ApiClient.serialization();
    var read =
        serialization.unmarshal(
            """
            {"kind": "KIND",
             "metadata": {"name": "p", "labels": {"taskworkers.dev/pool": "a", "l": "LARGE"},
                "annotations": {"a": "LARGE", "taskworkers.dev/order-keys": "LARGE", "taskworkers.dev/spec": "LARGE"}},
             "spec": {"containers": [{"image": "LARGE"}],
                "template": {"spec": {"containers": [{"env": [{"name": "A", "value": "LARGE"}]}]}}}}
            """
                .replace("KIND", kind.getSimpleName())
                .replace("LARGE", "x".repeat(1_000_000)),
            kind);

    assertThat(serialization.asJson(read)).hasSizeLessThan(8_000);
  }

  @Test
  void a_pod_whose_author_chose_long_names_ends_no_watch() {
    var name = "x".repeat(100_000);
    var event =
        ApiClient.serialization()
            .unmarshal(
                """
                {"type": "ADDED", "object": {"apiVersion": "v1", "kind": "Pod",
                 "metadata": {"name": "p", "labels": {"%s": "a"},
                   "managedFields": [{"manager": "m", "fieldsV1": {"k:{\\"name\\":\\"%s\\"}": {}}}]},
                 "spec": {"containers": [{"name": "c", "env": [{"name": "%s", "value": "v"}]}]}}}
                """
                    .formatted(ClusterNames.POOL, name, name),
                WatchEvent.class);

    assertThat(event.getObject()).isInstanceOf(Pod.class);
    assertThat(((Pod) event.getObject()).getMetadata().getLabels()).containsKey(ClusterNames.POOL);
  }

  @ParameterizedTest(name = "a pool whose template is {0} ends no watch, and says what is wrong")
  @ValueSource(strings = {"deep", "long"})
  void hostile_pools(String how) {
    var template =
        how.equals("deep")
            ? "[".repeat(5_000) + "]".repeat(5_000)
            : "{\"" + "x".repeat(400_000) + "\": 1}";
    var serialization = ApiClient.serialization();
    serialization.registerKubernetesResource(TaskWorkerPool.class);
    var event =
        serialization.unmarshal(
            """
                {"type": "ADDED", "object": {"apiVersion": "taskworkers.dev/v1beta1",
                 "kind": "TaskWorkerPool", "metadata": {"name": "p"},
                 "spec": {"subscription": "s", "template": %s}}}
                """
                .formatted(template),
            WatchEvent.class);

    assertThat(((TaskWorkerPool) event.getObject()).unreadable())
        .hasValueSatisfying(problem -> assertThat(problem).startsWith("spec can't be read: "));
  }
}
