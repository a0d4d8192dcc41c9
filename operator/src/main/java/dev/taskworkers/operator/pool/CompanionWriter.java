// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.operator.pool.pods.Labels;
import dev.taskworkers.operator.pool.spec.Pool;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.util.Optional;
import java.util.function.Predicate;

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

    /** What it is like: with another value it is written again. */
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
    var note = note(target.pool());
    var noted = isNoted(existing, note);
    if (!noted && !state.isWritten() && state.mayWrite(target.now())) {
      write(target, wanted.get(), state);
    }
    return noted || state.isWritten() ? Optional.of(note) : Optional.empty();
  }

  /** With the pool's uid: what an earlier pool of the name had goes with that pool. */
  private String note(Pool pool) {
    return companion.note() + " " + pool.uid();
  }

  private boolean isNoted(Optional<Deployment> existing, String note) {
    return existing
        .map(deployment -> deployment.getMetadata().getAnnotations())
        .map(annotations -> annotations.get(companion.annotation()))
        .filter(note::equals)
        .isPresent();
  }

  private void write(WriteTarget target, HasMetadata wanted, CompanionState state) {
    var pool = target.pool();
    var object = kubernetes.resource(wanted);
    try {
      if (create(object)) {
        state.written();
        return;
      }
      // A patch that changes nothing tells what is there: the operator may not read it.
      var found = object.patch(PatchContext.of(PatchType.JSON_MERGE), "{}");
      if (isOf(found, owner -> pool.uid().equals(owner.getUid()))) {
        object.fieldManager(Labels.MANAGER).forceConflicts().serverSideApply();
        state.written();
        return;
      }
      if (isOf(found, owner -> isEarlier(pool, owner))) {
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

  private static boolean isOf(HasMetadata object, Predicate<OwnerReference> owner) {
    return object.getMetadata().getOwnerReferences().stream().anyMatch(owner);
  }

  /** Kubernetes deletes what a pool had that was of this name; there is nothing to tell. */
  private static boolean isEarlier(Pool pool, OwnerReference owner) {
    return owner.getKind().equals(Labels.owner(pool).getKind())
        && owner.getName().equals(pool.name());
  }
}
