// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Whose turn it is to get what a new version of the operator renders: a few pools at once, so that
 * an upgrade does not start every worker of the cluster anew.
 */
final class Rollouts {
  /** Until then the watch may still show the Deployment of before. */
  private static final Duration UNTIL_SEEN = Duration.ofSeconds(15);

  /** A pool whose new pods do not become ready holds the others up for so long, and no longer. */
  private static final Duration LONGEST = Duration.ofHours(1);

  /** Who waits for its turn asks at each look, which may take long where writes hang. */
  private static final Duration WAITS = Duration.ofMinutes(5);

  private record Turn(String namespace, Instant since) {}

  private final int atOnce;
  private final Map<String, Turn> begun = new HashMap<>();

  /** When a pool of a namespace last asked for a turn. */
  private final Map<String, Instant> asked = new HashMap<>();

  /** Namespaces whose last turn came to no end. */
  private final Set<String> inVain = new HashSet<>();

  /**
   * @param atOnce pools that have their turn at once; 0: none ever has
   */
  Rollouts(int atOnce) {
    this.atOnce = atOnce;
  }

  /**
   * Whether {@code pool} may be rolled out now; it then has its turn. A namespace whose last turn
   * came to no end waits for the others: it may have hundreds of pools whose pods never become
   * ready.
   */
  synchronized boolean begin(String pool, String namespace, Instant now) {
    begun.values().removeIf(turn -> isInVain(turn, now));
    asked.put(namespace, now);
    asked.values().removeIf(last -> !last.plus(WAITS).isAfter(now));
    if (!begun.containsKey(pool) && (begun.size() >= atOnce || letsOthersGoFirst(namespace))) {
      return false;
    }
    begun.putIfAbsent(pool, new Turn(namespace, now));
    return true;
  }

  private boolean isInVain(Turn turn, Instant now) {
    var over = !turn.since().plus(LONGEST).isAfter(now);
    if (over) {
      inVain.add(turn.namespace());
    }
    return over;
  }

  private boolean letsOthersGoFirst(String namespace) {
    return inVain.contains(namespace) && !inVain.containsAll(asked.keySet());
  }

  /** Ends the turn of {@code pool} when its new pods are ready and the old ones told to stop. */
  synchronized void look(String pool, Deployment deployment, Instant now) {
    var turn = begun.get(pool);
    if (turn != null && !turn.since().plus(UNTIL_SEEN).isAfter(now) && isDone(deployment)) {
      begun.remove(pool);
      inVain.remove(turn.namespace());
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
