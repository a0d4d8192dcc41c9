package dev.taskworkers.operator.pool;

import dev.taskworkers.operator.pool.pods.Labels;
import dev.taskworkers.operator.pool.spec.Pool;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.util.Optional;

/**
 * Gives each pool one more object once: that the pool has it is noted on its Deployment, so that
 * nothing has to be watched.
 */
final class CompanionWriter {
  private final KubernetesClient kubernetes;
  private final PoolNotices notices;
  private final Companion companion;

  CompanionWriter(KubernetesClient kubernetes, PoolNotices notices, Companion companion) {
    this.kubernetes = kubernetes;
    this.notices = notices;
    this.companion = companion;
  }

  /** An object of the pool's name, and how it is noted and missed. */
  interface Companion {
    /** The object; empty where the pool has none. */
    Optional<HasMetadata> of(Pool pool);

    /** The annotation of the Deployment that notes it. */
    String annotation();

    /** The value of {@link #annotation}: with another one it is written again. */
    String note();

    /** Reason of the event that says that it is missing. */
    String missing();

    /** What to do where there is one of this name already. */
    String advice();
  }

  /** What the pool's Deployment is to note; empty where the pool has none. */
  Optional<String> ensure(WriteTarget target, Optional<Deployment> existing) {
    var state = target.state().companion(companion.annotation());
    var wanted = companion.of(target.pool());
    if (wanted.isEmpty()) {
      state.isGone();
      return Optional.empty();
    }
    if (!isNoted(existing) && !state.isWritten() && state.mayWrite(target.now())) {
      write(target, wanted.get(), state);
    }
    return isNoted(existing) || state.isWritten()
        ? Optional.of(companion.note())
        : Optional.empty();
  }

  private boolean isNoted(Optional<Deployment> existing) {
    return existing
        .map(deployment -> deployment.getMetadata().getAnnotations())
        .map(annotations -> annotations.get(companion.annotation()))
        .filter(companion.note()::equals)
        .isPresent();
  }

  private void write(WriteTarget target, HasMetadata wanted, CompanionState state) {
    var pool = target.pool();
    var object = kubernetes.resource(wanted);
    try {
      if (create(object) || update(pool, object)) {
        state.written();
        return;
      }
      state.refused(target.now());
      notices.warn(
          target,
          companion.missing(),
          "A "
              + wanted.getKind()
              + " of the name "
              + pool.name()
              + " exists that was not made for this pool; it stays as it is. "
              + companion.advice());
    } catch (KubernetesClientException e) {
      state.refused(target.now());
      notices.refused(target, companion.missing(), "The pool has no " + wanted.getKind() + ".", e);
    }
  }

  /** Returns false where there is one of this name. */
  private static boolean create(Resource<HasMetadata> object) {
    try {
      object.create();
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return false;
      }
      throw e;
    }
  }

  /** Returns false where the one that is there is not the pool's. */
  private static boolean update(Pool pool, Resource<HasMetadata> object) {
    // A patch that changes nothing tells what is there: the operator may not read it.
    var found = object.patch(PatchContext.of(PatchType.JSON_MERGE), "{}");
    var isOwn =
        found.getMetadata().getOwnerReferences().stream()
            .anyMatch(owner -> pool.uid().equals(owner.getUid()));
    if (isOwn) {
      object.fieldManager(Labels.MANAGER).forceConflicts().serverSideApply();
    }
    return isOwn;
  }
}
