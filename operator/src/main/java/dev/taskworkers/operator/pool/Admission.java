// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.crds.TaskWorkerPoolSpec.Mode;
import dev.taskworkers.operator.CheckResult;
import dev.taskworkers.operator.OwnerConsent;
import dev.taskworkers.operator.Tenancy;
import dev.taskworkers.operator.Tenancy.Consent;
import dev.taskworkers.operator.pool.spec.Pool;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * Says which pools are followed: none in the system's namespaces, none of its subscription without
 * the consent of the subscription's owner, and one alone on each subscription, since each would
 * scale for all of its tasks.
 */
public final class Admission {
  private final Tenancy tenancy;
  private final OwnerConsent owner;
  private final Optional<String> ownNamespace;
  private final PoolWatches watches;
  private final PoolStates states;

  /**
   * @param owner says how one consents
   * @param ownNamespace the operator's; empty outside a cluster
   */
  public Admission(
      Tenancy tenancy,
      OwnerConsent owner,
      Optional<String> ownNamespace,
      PoolWatches watches,
      PoolStates states) {
    this.tenancy = tenancy;
    this.owner = owner;
    this.ownNamespace = ownNamespace;
    this.watches = watches;
    this.states = states;
  }

  /**
   * Why a pool is not followed.
   *
   * @param reason a word for machines
   * @param message a sentence that says what to do
   */
  record Refusal(String reason, String message) {}

  /** Pods in a namespace of the system could use the rights of what runs there. */
  Optional<Refusal> ofSystem(TaskWorkerPool pool) {
    return Tenancy.systemNamespace(namespace(pool), ownNamespace)
        .map(why -> new Refusal("SystemNamespace", why));
  }

  /**
   * What is known of a pool's subscription; looked at again soon while the pool is kept out. One
   * without consent begins with nothing, as on a subscription that nobody has asked about: what is
   * known already says that another pool uses it.
   */
  CheckResult found(PoolSources sources, TaskWorkerPool resource, Instant now) {
    var pool = sources.pool();
    var found =
        sources
            .check()
            .verdict(
                pool.namespace(),
                now,
                last -> consents(pool, last) && outranked(pool, resource, last).isEmpty());
    return sources.isFirstLook(now) && !consents(pool, found) ? CheckResult.pending() : found;
  }

  /** Whether {@code found} lets {@code pool} use its subscription. */
  boolean consents(Pool pool, CheckResult found) {
    return tenancy.consents(pool.namespace(), pool.subscription(), found);
  }

  /** What {@code pool} may know of its subscription. */
  CheckResult told(Pool pool, CheckResult found) {
    return tenancy.told(pool.namespace(), pool.subscription(), found, owner);
  }

  /**
   * Whether another pool works on the subscription of {@code pool}: the one that its owner names,
   * then one that scales, then one that has pods, then the older.
   */
  Optional<Refusal> outranked(Pool pool, TaskWorkerPool resource, CheckResult found) {
    var rank =
        Comparator.<TaskWorkerPool, Consent>comparing(other -> consent(other, pool, found))
            .thenComparing(other -> other.getSpec().mode() == Mode.Auto)
            .thenComparing(other -> watches.deploymentOf(other).isPresent())
            .reversed()
            .thenComparing(other -> other.getMetadata().getCreationTimestamp())
            .thenComparing(other -> other.getMetadata().getUid());
    return watches.poolsOn(pool.subscription().toString()).stream()
        .filter(other -> !other.getMetadata().getUid().equals(pool.uid()))
        .filter(other -> other.getMetadata().getDeletionTimestamp() == null)
        .filter(other -> ofSystem(other).isEmpty())
        // Who may not work is no matter of this pool's, nor what is wrong with it.
        .filter(other -> mayWork(other, pool, found))
        .filter(states::isValid)
        .filter(other -> rank.compare(other, resource) < 0)
        .findFirst()
        .map(other -> new Refusal("SubscriptionInUse", inUse(pool, other)));
  }

  /**
   * A pool that may not use the subscription, and one of a new leader that Pub/Sub has not told yet
   * who may, goes by those of its own namespace alone: it must not learn of others.
   */
  private boolean mayWork(TaskWorkerPool other, Pool pool, CheckResult found) {
    return namespace(other).equals(pool.namespace())
        ? consent(other, pool, found) != Consent.NONE || found.isUnanswered()
        : consent(other, pool, found) != Consent.NONE && consents(pool, found);
  }

  private Consent consent(TaskWorkerPool any, Pool pool, CheckResult found) {
    return tenancy.consent(namespace(any), pool.subscription(), found.labels());
  }

  /** Names of other namespaces are not for everybody. */
  private String inUse(Pool pool, TaskWorkerPool other) {
    return namespace(other).equals(pool.namespace())
        ? "Pool "
            + namespace(other)
            + "/"
            + other.getMetadata().getName()
            + " already works on "
            + pool.subscription()
            + "; give each pool a subscription of its own."
        : "A pool of another namespace already works on "
            + pool.subscription()
            + "; give each pool a subscription of its own, or have its owner name this one's with: "
            + owner.command(pool.namespace(), pool.subscription());
  }

  private static String namespace(TaskWorkerPool pool) {
    return pool.getMetadata().getNamespace();
  }
}
