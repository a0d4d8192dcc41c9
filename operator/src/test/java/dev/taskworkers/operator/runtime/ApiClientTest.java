package dev.taskworkers.operator.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.taskworkers.operator.pool.deployment.Labels;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import org.junit.jupiter.api.Test;

/** What is kept of an object of the API. */
final class ApiClientTest {
  private static <T> T read(Class<T> kind, String spec) {
    return ApiClient.serialization()
        .unmarshal(
            """
            {"kind": "%s",
             "metadata": {"name": "p", "labels": {"taskworkers.dev/pool": "a", "pod-template-hash": "b"},
                          "annotations": {"controller.kubernetes.io/pod-deletion-cost": "1", "n": "m"},
                          "managedFields": [{"manager": "m"}]},
             "spec": %s,
             "status": {"phase": "Running", "podIP": "10.0.0.1", "qosClass": "Burstable", "conditions": [{"type": "Ready", "status": "True"},
                                       {"type": "Initialized", "status": "True"}]}}
            """
                .formatted(kind.getSimpleName(), spec),
            kind);
  }

  @Test
  void of_a_pod_are_kept_whose_it_is_its_deletion_cost_and_whether_it_is_ready() {
    var pod = read(Pod.class, "{\"nodeName\": \"n\"}");

    assertThat(pod.getMetadata().getLabels()).containsExactly(entry(Labels.POOL, "a"));
    assertThat(pod.getMetadata().getAnnotations())
        .containsExactly(entry(Labels.DELETION_COST, "1"));
    assertThat(pod.getStatus().getConditions())
        .extracting(condition -> condition.getType())
        .containsExactly("Ready");
    assertThat(pod.getStatus().getPodIP()).isEqualTo("10.0.0.1");
    assertThat(pod.getStatus().getPhase()).isEqualTo("Running");
    assertThat(pod.getStatus().getQosClass()).isNull();
    assertThat(pod.getStatus().getAdditionalProperties()).isEmpty();
    assertThat(pod.getSpec()).isNull();
    assertThat(pod.getAdditionalProperties()).isEmpty();
    assertThat(pod.getMetadata().getManagedFields()).isEmpty();
    assertThat(pod.getMetadata().getAdditionalProperties()).isEmpty();
  }

  @Test
  void pods_share_what_is_the_same_of_all() {
    var one = read(Pod.class, "{}");
    var other = read(Pod.class, "{}");

    assertThat(one.getMetadata().getLabels().get(Labels.POOL))
        .isSameAs(other.getMetadata().getLabels().get(Labels.POOL));
    assertThat(one.getStatus().getConditions().get(0).getStatus())
        .isSameAs(other.getStatus().getConditions().get(0).getStatus());
  }

  @Test
  void other_objects_keep_their_specs() {
    var deployment = read(Deployment.class, "{\"replicas\": 3}");

    assertThat(deployment.getSpec().getReplicas()).isEqualTo(3);
    assertThat(deployment.getMetadata().getManagedFields()).isEmpty();
  }
}
