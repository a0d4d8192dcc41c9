// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Whose turn it is to get what a new version of the operator renders: a few pools at once, so that
 * an upgrade does not start every worker of the cluster anew.
 */
final class Rollouts {
  /** Until then the watch may still show the Deployment of before. */
  private static final Duration UNTIL_SEEN = Duration.ofSeconds(15);

  /** A pool whose new pods do not become ready holds the others up for so long, and no longer. */
  private static final Duration LONGEST = Duration.ofHours(1);

  private final int atOnce;
  private final Map<String, Instant> begun = new HashMap<>();

  /**
   * @param atOnce pools that have their turn at once; 0: none ever has
   */
  Rollouts(int atOnce) {
    this.atOnce = atOnce;
  }

  /** Whether {@code pool} may be rolled out now; it then has its turn. */
  synchronized boolean begin(String pool, Instant now) {
    begun.values().removeIf(since -> !since.plus(LONGEST).isAfter(now));
    if (!begun.containsKey(pool) && begun.size() >= atOnce) {
      return false;
    }
    begun.putIfAbsent(pool, now);
    return true;
  }

  /** Ends the turn of {@code pool} when its new pods are ready and the old ones told to stop. */
  synchronized void look(String pool, Deployment deployment, Instant now) {
    var since = begun.get(pool);
    if (since != null && !since.plus(UNTIL_SEEN).isAfter(now) && isDone(deployment)) {
      begun.remove(pool);
    }
  }

  private static boolean isDone(Deployment deployment) {
    var status = deployment.getStatus();
    var wanted = number(deployment.getSpec().getReplicas());
    return status != null
        && Objects.equals(status.getObservedGeneration(), deployment.getMetadata().getGeneration())
        && number(status.getUpdatedReplicas()) >= wanted
        && number(status.getAvailableReplicas()) >= wanted
        && number(status.getReplicas()) <= number(status.getUpdatedReplicas());
  }

  private static int number(Integer count) {
    return count == null ? 0 : count;
  }

  /** Ends the turn of {@code pool}, however far it has come. */
  synchronized void forget(String pool) {
    begun.remove(pool);
  }
}
