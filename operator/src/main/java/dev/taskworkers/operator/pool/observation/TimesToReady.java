package dev.taskworkers.operator.pool.observation;

import dev.taskworkers.operator.pool.roster.PoolPods;
import dev.taskworkers.operator.pool.roster.PoolPods.WorkerPod;
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

  /** What took longer was ready before and lost it for a while: it tells nothing of a start. */
  private static final Duration LONGEST_START = Duration.ofMinutes(10);

  private final Deque<Duration> times = new ArrayDeque<>();
  private final Set<String> counted = new HashSet<>();

  /** Adds those of {@code pods}, which is all that there are; each pod counts once. */
  void add(PoolPods pods) {
    for (WorkerPod pod : pods.all()) {
      pod.timeToReady()
          .filter(time -> counted.add(pod.name()))
          .filter(time -> time.compareTo(LONGEST_START) <= 0)
          .ifPresent(times::add);
    }
    counted.retainAll(pods.all().stream().map(WorkerPod::name).collect(Collectors.toSet()));
    while (times.size() > LAST) {
      times.remove();
    }
  }

  List<Duration> all() {
    return List.copyOf(times);
  }
}
