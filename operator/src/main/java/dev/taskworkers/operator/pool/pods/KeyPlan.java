// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.pods;

import dev.taskworkers.operator.pool.pods.MarkPlan.Change;
import dev.taskworkers.operator.pool.pods.PoolPods.WorkerPod;
import dev.taskworkers.protocol.VerificationKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which pods are given the keys that prove orders to their workers. A pod is made with those that
 * its Deployment's template has, so that only what was made before a change is written to, and no
 * pod is replaced for it.
 */
public final class KeyPlan {
  /** In one look; each is a call. */
  static final int AT_ONCE = 50;

  /** A watch shows within this time what was written; what was refused is tried again then. */
  private static final Duration UNTIL_SEEN = Duration.ofSeconds(15);

  private final Map<String, Instant> writtenAt = new HashMap<>();

  /**
   * What to write now, of which each that is tried is to be {@link #tried noted}.
   *
   * @param keys that the workers should know
   */
  public List<Change> at(PodInventory inventory, String keys, Instant now) {
    var names = inventory.staying().stream().map(WorkerPod::name).collect(Collectors.toSet());
    writtenAt.keySet().retainAll(names);
    return inventory.staying().stream()
        .filter(pod -> !pod.marks().orderKeys().equals(Optional.of(keys)))
        .filter(pod -> !isSoon(pod, now))
        .limit(AT_ONCE)
        .map(pod -> new Change(pod, Map.of(VerificationKeys.ANNOTATION, Optional.of(keys))))
        .toList();
  }

  /** Notes that {@code change} was tried: whether it was taken, the watch shows. */
  public void tried(Change change, Instant now) {
    writtenAt.put(change.pod().name(), now);
  }

  private boolean isSoon(WorkerPod pod, Instant now) {
    var at = writtenAt.get(pod.name());
    return at != null && at.plus(UNTIL_SEEN).isAfter(now);
  }
}
