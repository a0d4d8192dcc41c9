// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.util.StdConverter;
import dev.taskworkers.crds.ClusterNames;
import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.operator.pool.pods.Labels;
import dev.taskworkers.operator.pool.pods.Marks;
import dev.taskworkers.operator.pool.pods.Placement;
import dev.taskworkers.operator.pool.pods.PodOwner;
import dev.taskworkers.operator.pool.pods.PoolPods;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.utils.HttpClientUtils;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The client of the Kubernetes API. It leaves out what the operator never reads and what would be
 * most of its memory with many objects, or with a few that somebody has made large: which field who
 * set, and of pods all but whose they are, where they run, whether they are ready, and what marks
 * they bear; of Deployments that no pool owns all but their names; of pools their annotations.
 */
final class ApiClient {
  private static final Set<String> CONDITIONS = Set.of("Ready", "PodScheduled");

  /** Of a text that all pods of a pool share, and of an annotation of ours. */
  private static final int MOST_KEPT = 1024;

  /** More than a request to the API server may have. */
  private static final int MOST_LETTERS = 20_000_000;

  /** As the API server's own parser. */
  private static final int DEEPEST = 10_000;

  /**
   * One, for a connection that had ended without a word. More would keep a thread of all pools for
   * one: the client's own ten take 19 s where an API server answers 500, as it does for a template
   * that does not fit its schema, and minutes where none answers. Whoever asks asks again anyway.
   */
  private static final int RETRIES = 1;

  /** One for all clients of this process, since it studies each type when it first meets it. */
  private static final KubernetesSerialization SERIALIZATION = serialization();

  private ApiClient() {}

  /** A client for where this process runs; the caller closes it. */
  public static KubernetesClient open() {
    return open(new ConfigBuilder());
  }

  /** One for what {@code config} names. */
  static KubernetesClient open(ConfigBuilder config) {
    return new KubernetesClientBuilder()
        .withHttpClientFactory(pages())
        .withConfig(config.withRequestRetryBackoffLimit(RETRIES).build())
        .withKubernetesSerialization(SERIALIZATION)
        .build();
  }

  /** Its HTTP clients, which list objects in pages that fit into memory. */
  static HttpClient.Factory pages() {
    return new SizedPages(HttpClientUtils.getHttpClientFactory());
  }

  static KubernetesSerialization serialization() {
    var mapper = new ObjectMapper(json());
    var serialization = new KubernetesSerialization(mapper, true);
    mapper.addMixIn(ManagedFieldsEntry.class, WithoutFields.class);
    mapper.addMixIn(Pod.class, TrimmedPod.class);
    mapper.addMixIn(Deployment.class, TrimmedDeployment.class);
    mapper.addMixIn(TaskWorkerPool.class, TrimmedPool.class);
    return serialization;
  }

  /**
   * Reads whatever the API server stores: one object that is refused here would end the watch on
   * all others. Names are not kept for the next object, since their number has no bound: who set
   * which field is written in names that a pod's author chooses.
   */
  private static JsonFactory json() {
    return JsonFactory.builder()
        .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNameLength(MOST_LETTERS)
                .maxStringLength(MOST_LETTERS)
                .maxNestingDepth(DEEPEST)
                .build())
        .build();
  }

  @JsonIgnoreProperties({"apiVersion", "fieldsType", "fieldsV1"})
  private interface WithoutFields {}

  @JsonDeserialize(converter = TrimPods.class)
  private interface TrimmedPod {
    @JsonDeserialize(using = PlacedSpec.class)
    void setSpec(PodSpec spec);
  }

  @JsonDeserialize(converter = TrimDeployments.class)
  private interface TrimmedDeployment {}

  @JsonDeserialize(converter = TrimPools.class)
  private interface TrimmedPool {}

  /** One that bears our label is watched, whoever made it. */
  private static final class TrimDeployments extends StdConverter<Deployment, Deployment> {
    @Override
    public Deployment convert(Deployment deployment) {
      var metadata = deployment.getMetadata();
      if (metadata == null) {
        return deployment;
      }
      metadata.setLabels(Map.of());
      metadata.setAnnotations(only(Labels.ANNOTATIONS, metadata.getAnnotations()));
      var isOfPool =
          metadata.getOwnerReferences().stream()
              .anyMatch(owner -> HasMetadata.getKind(TaskWorkerPool.class).equals(owner.getKind()));
      if (!isOfPool) {
        metadata.setManagedFields(List.of());
        metadata.setOwnerReferences(List.of());
        deployment.setSpec(null);
        deployment.setStatus(null);
      }
      return deployment;
    }
  }

  /** Nobody here reads how a pool is labelled, or what is noted on it. */
  private static final class TrimPools extends StdConverter<TaskWorkerPool, TaskWorkerPool> {
    @Override
    public TaskWorkerPool convert(TaskWorkerPool pool) {
      if (pool.getMetadata() != null) {
        pool.getMetadata().setLabels(Map.of());
        pool.getMetadata().setAnnotations(Map.of());
      }
      return pool;
    }
  }

  /** The entries of those names alone. */
  private static Map<String, String> only(Set<String> names, Map<String, String> all) {
    return all == null
        ? Map.of()
        : names.stream()
            .filter(name -> all.get(name) != null)
            .collect(Collectors.toUnmodifiableMap(name -> name, name -> shared(all.get(name))));
  }

  /** One string for all pods that have it, and no more of it than anybody needs. */
  private static String shared(String text) {
    return text == null ? null : text.substring(0, Math.min(text.length(), MOST_KEPT)).intern();
  }

  /** Lists and maps that are empty are one for all: the model makes a new one for each. */
  private static final class TrimPods extends StdConverter<Pod, Pod> {
    /** That one of the containers runs; which one does not matter. */
    private static final List<ContainerStatus> RUNNING =
        List.of(new ContainerStatusBuilder().withStarted(true).build());

    @Override
    public Pod convert(Pod pod) {
      pod.setAdditionalProperties(Placement.kept(pod, isReady(pod.getStatus())));
      pod.setSpec(null);
      pod.setMetadata(trimmed(pod.getMetadata()));
      pod.setStatus(trimmed(pod.getStatus()));
      return pod;
    }

    private static boolean isReady(PodStatus status) {
      return status != null
          && status.getConditions().stream()
              .anyMatch(one -> "Ready".equals(one.getType()) && "True".equals(one.getStatus()));
    }

    private static ObjectMeta trimmed(ObjectMeta metadata) {
      var trimmed = new ObjectMeta();
      trimmed.setName(metadata.getName());
      trimmed.setNamespace(shared(metadata.getNamespace()));
      trimmed.setUid(metadata.getUid());
      trimmed.setResourceVersion(metadata.getResourceVersion());
      trimmed.setCreationTimestamp(metadata.getCreationTimestamp());
      trimmed.setDeletionTimestamp(metadata.getDeletionTimestamp());
      trimmed.setLabels(only(Set.of(ClusterNames.POOL, PodOwner.HASH), metadata.getLabels()));
      trimmed.setAnnotations(only(Marks.NAMES, metadata.getAnnotations()));
      trimmed.setFinalizers(List.of());
      trimmed.setManagedFields(List.of());
      trimmed.setOwnerReferences(controller(metadata.getOwnerReferences()));
      trimmed.setAdditionalProperties(Map.of());
      return trimmed;
    }

    /** Of the owners the one that made it, without its uid, which nobody looks at. */
    private static List<OwnerReference> controller(List<OwnerReference> owners) {
      return owners.stream()
          .filter(owner -> Boolean.TRUE.equals(owner.getController()))
          .findFirst()
          .map(owner -> List.of(trimmed(owner)))
          .orElse(List.of());
    }

    private static OwnerReference trimmed(OwnerReference owner) {
      var trimmed = new OwnerReference();
      trimmed.setApiVersion(shared(owner.getApiVersion()));
      trimmed.setKind(shared(owner.getKind()));
      trimmed.setName(shared(owner.getName()));
      trimmed.setController(owner.getController());
      trimmed.setAdditionalProperties(Map.of());
      return trimmed;
    }

    private static PodStatus trimmed(PodStatus status) {
      var trimmed = new PodStatus();
      if (status != null) {
        trimmed.setPhase(shared(status.getPhase()));
        trimmed.setPodIP(status.getPodIP());
        trimmed.setConditions(
            status.getConditions().stream()
                .filter(condition -> CONDITIONS.contains(condition.getType()))
                .map(TrimPods::trimmed)
                .toList());
      }
      trimmed.setContainerStatuses(
          Stream.concat(
                  PoolPods.hasBegun(status) ? RUNNING.stream() : Stream.empty(), stuck(status))
              .toList());
      trimmed.setEphemeralContainerStatuses(List.of());
      trimmed.setInitContainerStatuses(List.of());
      trimmed.setHostIPs(List.of());
      trimmed.setPodIPs(List.of());
      trimmed.setResourceClaimStatuses(List.of());
      trimmed.setAdditionalProperties(Map.of());
      return trimmed;
    }

    /** Why one does not run; Kubernetes' longer words name the pod, and can't be shared. */
    private static Stream<ContainerStatus> stuck(PodStatus status) {
      return status == null
          ? Stream.empty()
          : PoolPods.containers(status)
              .flatMap(
                  container ->
                      PoolPods.whyNotRunning(container)
                          .map(why -> stuck(shared(container.getName()), shared(why)))
                          .stream());
    }

    private static ContainerStatus stuck(String name, String why) {
      return new ContainerStatusBuilder()
          .withName(name)
          .withNewState()
          .withNewWaiting()
          .withReason(why)
          .endWaiting()
          .endState()
          .build();
    }

    private static PodCondition trimmed(PodCondition condition) {
      var trimmed = new PodCondition();
      trimmed.setType(shared(condition.getType()));
      trimmed.setStatus(shared(condition.getStatus()));
      trimmed.setReason(shared(condition.getReason()));
      trimmed.setMessage(shared(condition.getMessage()));
      trimmed.setLastTransitionTime(condition.getLastTransitionTime());
      trimmed.setAdditionalProperties(Map.of());
      return trimmed;
    }
  }
}
