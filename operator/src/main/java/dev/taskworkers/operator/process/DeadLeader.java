// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets an operator that stands by lead when the leader has written nothing for as long as a lease
 * lasts. The elector alone goes by the time that the leader has written: one whose clock was an
 * hour ahead would be waited for for an hour after its death. Here only this process' own time
 * counts, as in Kubernetes' own components. Used by one thread at a time.
 */
final class DeadLeader {
  private static final Logger LOG = LoggerFactory.getLogger(DeadLeader.class);

  private final Leadership leadership;
  private final KubernetesClient kubernetes;
  private final Duration lease;
  private final LongSupplier nanos;
  private Optional<String> seen = Optional.empty();
  private long seenFirst;

  /**
   * @param kubernetes another than the term's, which times what it reads of the Lease
   * @param lease how long a leader may be silent
   * @param nanos as {@code System.nanoTime}
   */
  DeadLeader(
      Leadership leadership, KubernetesClient kubernetes, Duration lease, LongSupplier nanos) {
    this.leadership = leadership;
    this.kubernetes = kubernetes;
    this.lease = lease;
    this.nanos = nanos;
  }

  /** Called several times within the lease, while this operator stands by. */
  void look() {
    try {
      var held = leadership.heldByAnother(kubernetes);
      var version = held.map(it -> it.getMetadata().getResourceVersion());
      var now = nanos.getAsLong();
      if (!version.equals(seen)) {
        seen = version;
        seenFirst = now;
      } else if (held.isPresent()
          && now - seenFirst > lease.toNanos()
          && Leadership.isGivenUp(held.get(), kubernetes)) {
        LOG.info("the leader has not renewed its Lease for {}; another one may lead", lease);
      }
    } catch (KubernetesClientException e) {
      LOG.debug("this operator does not know whether the leader lives", e);
    }
  }
}
