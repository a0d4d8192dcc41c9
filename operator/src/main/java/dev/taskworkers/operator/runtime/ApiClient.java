package dev.taskworkers.operator.runtime;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.util.StdConverter;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Set;

/**
 * The client of the Kubernetes API. It leaves out what the operator never reads and what would be
 * most of its memory with many pods: who set which field, and of pods all but whether they are
 * ready.
 */
public final class ApiClient {
  private static final Set<String> CONDITIONS = Set.of("Ready", "PodScheduled");

  private ApiClient() {}

  /** A client for where this process runs; the caller closes it. */
  public static KubernetesClient open() {
    return new KubernetesClientBuilder().withKubernetesSerialization(serialization()).build();
  }

  static KubernetesSerialization serialization() {
    var mapper = new ObjectMapper();
    var serialization = new KubernetesSerialization(mapper, true);
    mapper.addMixIn(ObjectMeta.class, WithoutManagers.class);
    mapper.addMixIn(Pod.class, Slender.class);
    return serialization;
  }

  @JsonIgnoreProperties("managedFields")
  private interface WithoutManagers {}

  @JsonIgnoreProperties("spec")
  @JsonDeserialize(converter = ToEssentials.class)
  private interface Slender {}

  private static final class ToEssentials extends StdConverter<Pod, Pod> {
    @Override
    public Pod convert(Pod pod) {
      var metadata = pod.getMetadata();
      metadata.setOwnerReferences(List.of());
      metadata.setGenerateName(null);
      metadata.setNamespace(shared(metadata.getNamespace()));
      metadata.getLabels().replaceAll((name, value) -> shared(value));
      var status = new PodStatus();
      if (pod.getStatus() != null) {
        status.setPhase(shared(pod.getStatus().getPhase()));
        status.setPodIP(pod.getStatus().getPodIP());
        status.setConditions(
            pod.getStatus().getConditions().stream()
                .filter(condition -> CONDITIONS.contains(condition.getType()))
                .map(ToEssentials::essentials)
                .toList());
      }
      pod.setStatus(status);
      return pod;
    }

    private static PodCondition essentials(PodCondition condition) {
      var essentials = new PodCondition();
      essentials.setType(shared(condition.getType()));
      essentials.setStatus(shared(condition.getStatus()));
      essentials.setReason(shared(condition.getReason()));
      essentials.setLastTransitionTime(condition.getLastTransitionTime());
      return essentials;
    }

    /** One string for all pods that have it. */
    private static String shared(String text) {
      return text == null ? null : text.intern();
    }
  }
}
