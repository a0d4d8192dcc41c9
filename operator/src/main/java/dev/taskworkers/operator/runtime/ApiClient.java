package dev.taskworkers.operator.runtime;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/**
 * The client of the Kubernetes API. It leaves out what the operator never reads and what would be
 * most of its memory with many pods: who set which field, and the specs of pods.
 */
public final class ApiClient {
  private ApiClient() {}

  /** A client for where this process runs; the caller closes it. */
  public static KubernetesClient open() {
    return new KubernetesClientBuilder().withKubernetesSerialization(serialization()).build();
  }

  static KubernetesSerialization serialization() {
    var mapper = new ObjectMapper();
    var serialization = new KubernetesSerialization(mapper, true);
    mapper.addMixIn(ObjectMeta.class, WithoutManagers.class);
    mapper.addMixIn(Pod.class, WithoutSpec.class);
    return serialization;
  }

  @JsonIgnoreProperties("managedFields")
  private interface WithoutManagers {}

  @JsonIgnoreProperties("spec")
  private interface WithoutSpec {}
}
