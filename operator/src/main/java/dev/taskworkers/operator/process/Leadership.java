// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import com.google.common.base.Strings;
import dev.taskworkers.crds.ClusterNames;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One operator decides, others stand by. */
public final class Leadership {
  private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);
  private static final Duration USUAL = Duration.ofSeconds(15);

  private final String namespace;
  private final String identity;
  private final Duration lease;

  private Leadership(String namespace, String identity, Duration lease) {
    this.namespace = namespace;
    this.identity = identity;
    this.lease = lease;
  }

  /**
   * With the usual times: another operator leads 15 s after the last word of this one.
   *
   * @param environment its {@code HOSTNAME} is a pod's name
   */
  static Leadership in(String namespace, Map<String, String> environment) {
    var identity = environment.getOrDefault("HOSTNAME", UUID.randomUUID().toString());
    return new Leadership(namespace, identity, USUAL);
  }

  /** With a lease of {@code duration}, and the other times in their usual proportion to it. */
  Leadership lasting(Duration duration) {
    return new Leadership(namespace, identity, duration);
  }

  /** How long a renewal counts. */
  Duration renewWithin() {
    return lease.multipliedBy(2).dividedBy(3);
  }

  /** How often the lease is renewed. */
  Duration renewEvery() {
    return lease.multipliedBy(2).dividedBy(15);
  }

  /**
   * How long reconciliations that run may go on when a term ends: no longer than until another
   * operator leads, and below the pod's grace period of 30 s.
   */
  Duration stopWithin() {
    return lease;
  }

  /** Lets another operator lead at once, if this one did; JOSDK leaves the lease to run out. */
  void release(KubernetesClient kubernetes) {
    try {
      giveUp(kubernetes);
    } catch (KubernetesClientException e) {
      LOG.warn(
          "this operator can't release the leader's Lease, which has to expire: {}",
          e.getMessage());
    }
  }

  /**
   * Gives up the Lease of a term or a container before, which had this one's name. The elector
   * would lead as soon as it reads it, before it has renewed it, though another operator may have
   * found it expired.
   *
   * @throws KubernetesClientException when the API server does not answer as it should
   */
  void giveUp(KubernetesClient kubernetes) {
    var held = held(kubernetes);
    while (held.isPresent() && !isGivenUp(held.get(), kubernetes)) {
      held = held(kubernetes);
    }
  }

  private Optional<Lease> held(KubernetesClient kubernetes) {
    return lease(kubernetes).filter(lease -> identity.equals(lease.getSpec().getHolderIdentity()));
  }

  /** The Lease, while another operator holds it. */
  Optional<Lease> heldByAnother(KubernetesClient kubernetes) {
    return lease(kubernetes)
        .filter(lease -> !Strings.nullToEmpty(lease.getSpec().getHolderIdentity()).isEmpty())
        .filter(lease -> !identity.equals(lease.getSpec().getHolderIdentity()));
  }

  private Optional<Lease> lease(KubernetesClient kubernetes) {
    return Optional.ofNullable(
        kubernetes.leases().inNamespace(namespace).withName(ClusterNames.OPERATOR).get());
  }

  /** Watches whether another operator that leads still does. */
  DeadLeader deadLeader(KubernetesClient kubernetes) {
    return new DeadLeader(this, kubernetes, lease, System::nanoTime);
  }

  /** Returns false where somebody has written it meanwhile. */
  static boolean isGivenUp(Lease held, KubernetesClient kubernetes) {
    held.getSpec().setHolderIdentity("");
    try {
      kubernetes.resource(held).update();
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return false;
      }
      throw e;
    }
  }

  /**
   * JOSDK's own exit on a lost lease deadlocks with a shutdown hook that stops the operator, and
   * ends a process that could go on.
   *
   * @param begun is run when this operator begins to lead
   * @param lost is run when the lease is lost or given up
   */
  LeaderElectionConfiguration configuration(Runnable begun, Runnable lost) {
    return LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(ClusterNames.OPERATOR)
        .withLeaseNamespace(namespace)
        .withIdentity(identity)
        .withLeaseDuration(lease)
        .withRenewDeadline(renewWithin())
        .withRetryPeriod(renewEvery())
        .withExitOnStopLeading(false)
        .withLeaderCallbacks(
            new LeaderCallbacks(begun, lost, leader -> LOG.info("the leader is {}", leader)))
        .build();
  }
}
