// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.localcluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each Deployment its pods. A new template is rolled out: new pods first, one for each old
 * one that goes when they are ready. Surplus pods go in the order of Kubernetes' ReplicaSet.
 */
final class DeploymentController {
  private static final String REVISION = "pod-template-hash";

  private static final Logger LOG = LoggerFactory.getLogger(DeploymentController.class);

  private final KubernetesClient client;
  private final Clock clock;
  private final List<ClusterObserver> observers;

  /** Pods that were just created or deleted, until the watch shows it. */
  private final Set<String> created = new HashSet<>();

  private final Set<String> deleted = new HashSet<>();
  private final Map<String, String> statusWritten = new HashMap<>();

  public DeploymentController(
      KubernetesClient client, Clock clock, List<ClusterObserver> observers) {
    this.client = client;
    this.clock = clock;
    this.observers = observers;
  }

  public void tick(Collection<Deployment> deployments, Collection<Pod> pods) {
    for (var pod : pods) {
      created.remove(uid(pod));
    }
    deleted.retainAll(pods.stream().map(DeploymentController::uid).toList());
    for (var deployment : deployments) {
      Loop.guard("the controller", () -> reconcile(deployment, own(deployment, pods)));
    }
    pods.stream()
        .filter(pod -> deployments.stream().noneMatch(deployment -> isOwn(deployment, pod)))
        .filter(DeploymentController::stays)
        .filter(pod -> !pod.getMetadata().getOwnerReferences().isEmpty())
        .forEach(this::delete);
  }

  private void reconcile(Deployment deployment, List<Pod> pods) {
    if (!created.isEmpty()) {
      // The watch has not shown all of our own pods yet; counting now would create them twice.
      return;
    }
    var wanted = replicas(deployment);
    var revision = revision(deployment);
    var staying = pods.stream().filter(pod -> stays(pod) && !deleted.contains(uid(pod))).toList();
    var current = staying.stream().filter(pod -> revision.equals(label(pod, REVISION))).toList();
    var old = staying.stream().filter(pod -> !current.contains(pod)).toList();
    for (var missing = current.size(); missing < wanted; missing++) {
      create(deployment, revision);
    }
    ReplicaRanking.firstToGo(current, current.size() - wanted).forEach(this::delete);
    var ready = (int) current.stream().filter(Pods::isReady).count();
    ReplicaRanking.firstToGo(old, old.size() - Math.max(0, wanted - ready)).forEach(this::delete);
    writeStatus(deployment, staying, current);
  }

  private static List<Pod> own(Deployment deployment, Collection<Pod> pods) {
    return pods.stream().filter(pod -> isOwn(deployment, pod)).toList();
  }

  private static boolean isOwn(Deployment deployment, Pod pod) {
    var revision = label(pod, REVISION);
    var name = deployment.getMetadata().getName() + "-" + revision;
    return pod.getMetadata().getOwnerReferences().stream()
        .filter(owner -> owner.getName().equals(name))
        .anyMatch(owner -> owner.getUid().equals(replicaSet(deployment, revision)));
  }

  /** The uid of the ReplicaSet of a revision, of which there is no more than its pods tell. */
  private static String replicaSet(Deployment deployment, String revision) {
    var text = uid(deployment) + "/" + revision;
    return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
  }

  private void create(Deployment deployment, String revision) {
    var template = deployment.getSpec().getTemplate();
    var suffix = UUID.randomUUID().toString().substring(0, 5);
    var pod =
        new PodBuilder()
            .withNewMetadataLike(template.getMetadata())
            .withName(deployment.getMetadata().getName() + "-" + revision + "-" + suffix)
            .withNamespace(deployment.getMetadata().getNamespace())
            .addToLabels(REVISION, revision)
            .withFinalizers(Pods.FINALIZER)
            .addNewOwnerReference()
            .withApiVersion("apps/v1")
            .withKind("ReplicaSet")
            .withName(deployment.getMetadata().getName() + "-" + revision)
            .withUid(replicaSet(deployment, revision))
            .withController(true)
            .endOwnerReference()
            .endMetadata()
            .withSpec(template.getSpec())
            .build();
    var made = client.resource(pod).create();
    created.add(uid(made));
    observers.forEach(
        observer -> observer.podCreated(made.getMetadata().getName(), clock.instant()));
  }

  private void delete(Pod pod) {
    if (!deleted.contains(uid(pod))) {
      LOG.debug(
          "{} goes: ready {}, cost {}",
          pod.getMetadata().getName(),
          Pods.isReady(pod),
          ReplicaRanking.cost(pod));
      client.resource(pod).delete();
      deleted.add(uid(pod));
    }
  }

  private void writeStatus(Deployment deployment, List<Pod> staying, List<Pod> current) {
    var ready = (int) staying.stream().filter(Pods::isReady).count();
    var text =
        staying.size()
            + "/"
            + current.size()
            + "/"
            + ready
            + "/"
            + deployment.getMetadata().getGeneration();
    if (text.equals(statusWritten.get(uid(deployment)))) {
      return;
    }
    var status =
        new DeploymentStatusBuilder()
            .withObservedGeneration(deployment.getMetadata().getGeneration())
            .withReplicas(staying.size())
            .withUpdatedReplicas(current.size())
            .withReadyReplicas(ready)
            .withAvailableReplicas(ready)
            .build();
    client
        .apps()
        .deployments()
        .inNamespace(deployment.getMetadata().getNamespace())
        .withName(deployment.getMetadata().getName())
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"status\":" + Serialization.asJson(status) + "}");
    statusWritten.put(uid(deployment), text);
  }

  private static int replicas(Deployment deployment) {
    var replicas = deployment.getSpec().getReplicas();
    return replicas == null ? 1 : replicas;
  }

  private static String revision(Deployment deployment) {
    var text = Serialization.asJson(deployment.getSpec().getTemplate());
    return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString().substring(0, 8);
  }

  private static boolean stays(Pod pod) {
    return pod.getMetadata().getDeletionTimestamp() == null;
  }

  private static String label(Pod pod, String name) {
    return Optional.ofNullable(pod.getMetadata().getLabels())
        .map(labels -> labels.getOrDefault(name, ""))
        .orElse("");
  }

  private static String uid(HasMetadata object) {
    return object.getMetadata().getUid();
  }
}
