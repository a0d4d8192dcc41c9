package dev.taskworkers.operator.pool;

import com.google.pubsub.v1.SubscriptionName;
import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.crds.TaskWorkerPoolSpec.Mode;
import dev.taskworkers.operator.pool.spec.Pool;
import dev.taskworkers.operator.preflight.CheckResult;
import dev.taskworkers.operator.preflight.CheckResult.Fit;
import dev.taskworkers.operator.preflight.Tenancy;
import dev.taskworkers.operator.preflight.Tenancy.Consent;
import java.util.Comparator;
import java.util.Optional;

/**
 * Says whether a pool may be followed: outside the system's namespaces, with the consent of its
 * subscription's owner, and as the only one on its subscription, since each would scale for all of
 * its tasks.
 */
public final class Admission {
  private final Tenancy tenancy;
  private final Optional<String> ownNamespace;
  private final PoolWatches watches;
  private final PoolStates states;

  /**
   * @param ownNamespace the operator's; empty outside a cluster
   */
  public Admission(
      Tenancy tenancy, Optional<String> ownNamespace, PoolWatches watches, PoolStates states) {
    this.tenancy = tenancy;
    this.ownNamespace = ownNamespace;
    this.watches = watches;
    this.states = states;
  }

  /**
   * Why a pool is not followed.
   *
   * @param reason a word for machines
   * @param message a sentence that says what to do
   * @param isPending whether Pub/Sub will have answered in a moment
   */
  record Refusal(String reason, String message, boolean isPending) {
    Refusal(String reason, String message) {
      this(reason, message, false);
    }
  }

  /** Whether {@code found} lets {@code pool} use its subscription. */
  boolean consents(Pool pool, CheckResult found) {
    return consent(pool.namespace(), pool.subscription(), found) != Consent.NONE;
  }

  private Consent consent(String namespace, SubscriptionName subscription, CheckResult found) {
    return tenancy.consent(namespace, subscription, found.labels());
  }

  /**
   * Empty for a pool that may be followed.
   *
   * @param found what is known of its subscription
   */
  Optional<Refusal> refusal(Pool pool, TaskWorkerPool resource, CheckResult found) {
    return ofSystem(pool)
        .or(() -> withoutConsent(pool, found))
        .or(() -> beside(pool, resource, found));
  }

  /** Who may make a pool there would have the rights of what runs there, the operator's for one. */
  private Optional<Refusal> ofSystem(Pool pool) {
    return Tenancy.systemNamespace(pool.namespace(), ownNamespace)
        .map(why -> new Refusal("SystemNamespace", why));
  }

  private Optional<Refusal> withoutConsent(Pool pool, CheckResult found) {
    if (consents(pool, found)) {
      return Optional.empty();
    }
    if (found.isPending()) {
      return Optional.of(
          new Refusal(
              found.reason(),
              "The operator is asking Pub/Sub who may use the pool's subscription.",
              true));
    }
    return Optional.of(
        found.fit() == Fit.UNKNOWN
            ? new Refusal(
                found.reason(),
                found.message()
                    + " So the operator can't tell whether the subscription's owner lets namespace "
                    + pool.namespace()
                    + " use it.")
            : new Refusal("NoConsent", Tenancy.refusal(pool.namespace(), pool.subscription())));
  }

  private Optional<Refusal> beside(Pool pool, TaskWorkerPool resource, CheckResult found) {
    var best =
        Comparator.<TaskWorkerPool, Consent>comparing(
                other -> consent(namespace(other), pool.subscription(), found))
            .thenComparing(other -> watches.deploymentOf(other).isPresent())
            .thenComparing(other -> other.getSpec().mode() == Mode.Auto)
            .reversed()
            .thenComparing(other -> other.getMetadata().getCreationTimestamp())
            .thenComparing(other -> other.getMetadata().getUid());
    return watches.poolsOn(pool.subscription()).stream()
        .filter(other -> !other.getMetadata().getUid().equals(pool.uid()))
        .filter(other -> other.getMetadata().getDeletionTimestamp() == null)
        .filter(states::isValid)
        .filter(other -> consent(namespace(other), pool.subscription(), found) != Consent.NONE)
        .filter(other -> best.compare(other, resource) < 0)
        .findFirst()
        .map(other -> new Refusal("Invalid", besides(pool, other)));
  }

  /** Names of other namespaces are not for everybody. */
  private static String besides(Pool pool, TaskWorkerPool other) {
    var who =
        namespace(other).equals(pool.namespace())
            ? "Pool " + namespace(other) + "/" + other.getMetadata().getName()
            : "A pool of another namespace";
    return who
        + " already works on "
        + pool.subscription()
        + "; give each pool a subscription of its own.";
  }

  private static String namespace(TaskWorkerPool pool) {
    return pool.getMetadata().getNamespace();
  }
}
