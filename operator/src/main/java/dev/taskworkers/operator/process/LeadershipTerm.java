// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import dev.taskworkers.runtime.DaemonThreads;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From the begin of watching to the loss of the leader's place, or of a watch. What was remembered
 * of pools ends with it, because another operator may go on with them.
 */
final class LeadershipTerm implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LeadershipTerm.class);

  private final CompletableFuture<String> lost;
  private final LeaseGuard tenure;
  private final KubernetesClient kubernetes;
  private final PoolControl pools;
  private final Operator operator;
  private final Runnable register;
  private final Runnable standBy;

  /**
   * @param lost completes with a reason when this term can't go on
   * @param kubernetes of this term alone
   * @param register gives the reconciler to {@code operator}; asks the API server
   * @param standBy has it looked whether the leader lives; does not wait for the answer
   */
  LeadershipTerm(
      CompletableFuture<String> lost,
      LeaseGuard tenure,
      KubernetesClient kubernetes,
      PoolControl pools,
      Operator operator,
      Runnable register,
      Runnable standBy) {
    this.lost = lost;
    this.tenure = tenure;
    this.kubernetes = kubernetes;
    this.pools = pools;
    this.operator = operator;
    this.register = register;
    this.standBy = standBy;
  }

  /** Returns when it watches, or stands by for the leader's place. */
  void begin() {
    register.run();
    operator.start();
  }

  /** Completes with a reason when this term can't go on. */
  CompletableFuture<String> lost() {
    return lost;
  }

  /** Why it does not know yet which pools there are. */
  Optional<String> notBegun() {
    return operator.getRuntimeInfo().isStarted()
        ? Optional.empty()
        : Optional.of("the operator is starting");
  }

  Optional<String> notReady() {
    return notBegun()
        .or(
            () ->
                operator.getRuntimeInfo().allEventSourcesAreHealthy()
                    ? Optional.empty()
                    : Optional.of("a watch on the Kubernetes API is down"));
  }

  /** Whether this operator has the leader's place. */
  boolean leads() {
    return tenure.leads();
  }

  /**
   * Looks whether this operator still leads, if it did, or else whether another one does; called
   * several times within the lease.
   */
  void checkTenure() {
    tenure.check();
    if (!tenure.leads()) {
      standBy.run();
    }
  }

  /** The pools that it follows; the next term begins without. */
  PoolControl pools() {
    return pools;
  }

  /**
   * Ends at once: another operator may lead in a few seconds, and nothing must come in between.
   * What still waits for an answer of the API server is left behind.
   */
  void abandon() {
    tenure.end();
    kubernetes.close();
    pools.close();
    DaemonThreads.of("abandoned", this::stopLate).start();
  }

  private void stopLate() {
    try {
      operator.stop();
    } catch (RuntimeException e) {
      LOG.debug("watches did not stop in order without an API server", e);
    }
  }

  /** Ends in order: what is under way is finished. */
  @Override
  public void close() {
    pools.stopping();
    operator.stop();
    pools.close();
    kubernetes.close();
  }
}
