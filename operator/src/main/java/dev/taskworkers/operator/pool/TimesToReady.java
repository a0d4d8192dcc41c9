// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.operator.pool.pods.PoolPods;
import dev.taskworkers.operator.pool.pods.PoolPods.WorkerPod;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** How long the last pods of a pool took from their creation to being ready, oldest first. */
final class TimesToReady {
  private static final int LAST = 20;

  /**
   * Of a pod that was ready when it was first seen: what took longer may have been ready before and
   * lost it for a while, which tells nothing of a start.
   */
  private static final Duration LONGEST_UNSEEN = Duration.ofMinutes(10);

  /** What took longer waited for room, and would have a pool hold its pods for as long. */
  private static final Duration LONGEST = Duration.ofHours(1);

  /** How Kubernetes says that a node can't get the image of a container. */
  private static final List<String> NO_IMAGE = List.of("ErrImagePull", "ImagePullBackOff");

  private final Deque<Duration> times = new ArrayDeque<>();
  private final Set<String> starting = new HashSet<>();
  private final Set<String> counted = new HashSet<>();
  private final Set<String> withoutImage = new HashSet<>();

  /**
   * Adds those of {@code pods}, which is all that there are; each pod counts once. One that waited
   * for its image does not: the next one, to which that is there, does not wait.
   */
  void add(PoolPods pods) {
    for (WorkerPod pod : pods.all()) {
      if (!pod.readiness().everBefore()) {
        starting.add(pod.name());
      }
      if (pod.stuck().filter(why -> NO_IMAGE.stream().anyMatch(why::endsWith)).isPresent()) {
        withoutImage.add(pod.name());
      }
      pod.timeToReady()
          .filter(time -> !withoutImage.contains(pod.name()))
          .filter(time -> counted.add(pod.name()))
          .filter(time -> time.compareTo(longest(pod)) <= 0)
          .ifPresent(times::add);
    }
    var names = pods.all().stream().map(WorkerPod::name).collect(Collectors.toSet());
    counted.retainAll(names);
    starting.retainAll(names);
    withoutImage.retainAll(names);
    while (times.size() > LAST) {
      times.remove();
    }
  }

  private Duration longest(WorkerPod pod) {
    return starting.contains(pod.name()) ? LONGEST : LONGEST_UNSEEN;
  }

  List<Duration> all() {
    return List.copyOf(times);
  }
}
