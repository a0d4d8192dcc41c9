package dev.taskworkers.operator.pool;

import dev.taskworkers.operator.pool.deployment.DeploymentTemplate;
import dev.taskworkers.operator.pool.deployment.Labels;
import dev.taskworkers.operator.pool.roster.Crew;
import dev.taskworkers.operator.pool.roster.Marks;
import dev.taskworkers.operator.pool.roster.PoolPods.WorkerPod;
import dev.taskworkers.operator.pool.roster.Replacement;
import dev.taskworkers.operator.pool.roster.Roster;
import dev.taskworkers.operator.pool.spec.Pool;
import dev.taskworkers.operator.pool.status.ApiWords;
import dev.taskworkers.operator.workers.Workers;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Carries a decision out: the Deployment by server-side apply, cordons over HTTP. */
final class PoolWriter {
  private static final String FIELD_MANAGER = "taskworkers";
  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

  /** Lower than the default of 0, so that Kubernetes removes these pods first. */
  private static final String CHEAP = "\"-100\"";

  private static final String NONE = "null";
  private static final int NOT_FOUND = 404;

  /** What was rendered of a pool, in short. */
  private record Digest(Pool pool, String text) {}

  private final Map<String, Digest> digests = new ConcurrentHashMap<>();
  private final KubernetesClient kubernetes;
  private final DeploymentTemplate template;
  private final Workers workers;
  private final PoolNotices notices;

  PoolWriter(KubernetesClient kubernetes, DeploymentTemplate template, Workers workers) {
    this.kubernetes = kubernetes;
    this.template = template;
    this.workers = workers;
    this.notices = new PoolNotices(kubernetes);
  }

  /** Makes the pool have the pods of {@code roster}; writes nothing that is so already. */
  void apply(Pool pool, Optional<Deployment> existing, Crew crew, Roster roster, Instant now) {
    var kept = Stream.concat(roster.cordon().stream(), roster.release().stream()).toList();
    kept.forEach(pod -> workers.cordon(pod.address()));
    roster.uncordon().forEach(pod -> workers.uncordon(pod.address()));
    roster.replacement().ifPresent(ill -> replace(pool, ill, now));
    roster.mark().forEach(pod -> mark(pool, pod, CHEAP));
    // A mark of a moment ago may not be seen yet, so it is taken away whether it shows or not.
    Stream.concat(roster.uncordon().stream(), crew.wronglyMarked().stream())
        .distinct()
        .forEach(pod -> mark(pool, pod, NONE));

    var digest = digest(pool);
    if (existing.filter(d -> isSame(d, digest, roster.replicas())).isEmpty()) {
      kubernetes
          .resource(
              new DeploymentBuilder(template.render(pool, roster.replicas()))
                  .editMetadata()
                  .addToAnnotations(Labels.RENDERED, digest)
                  .endMetadata()
                  .build())
          .fieldManager(FIELD_MANAGER)
          .forceConflicts()
          .serverSideApply();
    }
  }

  /** Its Deployment makes another one at once. */
  private void replace(Pool pool, Replacement ill, Instant now) {
    workers.cordon(ill.pod().address());
    if (!ill.idle()) {
      return;
    }
    try {
      kubernetes.pods().inNamespace(pool.namespace()).withName(ill.pod().name()).delete();
      notices.warn(
          pool,
          "PodReplaced",
          "Replaces pod " + ill.pod().name() + ", because " + ill.why() + " while most others work",
          now);
    } catch (KubernetesClientException e) {
      notices.warn(
          pool,
          "PodNotReplaced",
          "Pod "
              + ill.pod().name()
              + " can't be replaced, though "
              + ill.why()
              + ". "
              + ApiWords.of(e),
          now);
    }
  }

  private static boolean isSame(Deployment existing, String digest, int replicas) {
    var annotations = existing.getMetadata().getAnnotations();
    return annotations != null
        && digest.equals(annotations.get(Labels.RENDERED))
        && Objects.equals(existing.getSpec().getReplicas(), replicas);
  }

  /** Of everything but the replicas, which are compared by themselves; rendered once a spec. */
  private String digest(Pool pool) {
    var known = digests.get(pool.uid());
    if (known == null || !known.pool().equals(pool)) {
      known = new Digest(pool, digest(template.render(pool, 0)));
      digests.put(pool.uid(), known);
    }
    return known.text();
  }

  private static String digest(Deployment rendered) {
    var template = Serialization.asJson(rendered.getSpec().getTemplate());
    return UUID.nameUUIDFromBytes(template.getBytes(StandardCharsets.UTF_8)).toString();
  }

  /** Forgets a pool that is gone. */
  void forget(Pool pool) {
    digests.remove(pool.uid());
    notices.forget(pool);
  }

  /** {@code cost} as JSON; null takes the mark away; a pod that is gone needs none. */
  private void mark(Pool pool, WorkerPod pod, String cost) {
    try {
      kubernetes
          .pods()
          .inNamespace(pool.namespace())
          .withName(pod.name())
          .patch(
              MERGE,
              "{\"metadata\":{\"annotations\":{\"" + Marks.DELETION_COST + "\":" + cost + "}}}");
    } catch (KubernetesClientException e) {
      if (e.getCode() != NOT_FOUND) {
        throw e;
      }
    }
  }
}
