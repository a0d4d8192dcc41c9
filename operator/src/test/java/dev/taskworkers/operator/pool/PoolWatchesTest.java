package dev.taskworkers.operator.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.pool.pods.Labels;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.Map;
import org.junit.jupiter.api.Test;

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

  @Test
  void a_pod_belongs_to_the_pool_of_its_label_in_its_namespace() {
    assertThat(PoolWatches.poolOf(pod(Map.of(Labels.POOL, "p"))))
        .containsExactly(new ResourceID("p", "n"));
  }

  @Test
  void a_pod_without_labels_or_with_an_empty_one_belongs_to_none() {
    assertThat(PoolWatches.poolOf(pod(null))).isEmpty();
    assertThat(PoolWatches.poolOf(pod(Map.of("app", "x")))).isEmpty();
    assertThat(PoolWatches.poolOf(pod(Map.of(Labels.POOL, "")))).isEmpty();
  }
}
