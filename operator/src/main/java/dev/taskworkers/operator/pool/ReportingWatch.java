package dev.taskworkers.operator.pool;

import com.google.common.collect.Maps;
import dev.taskworkers.operator.pool.pods.PoolPods.WorkerPod;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Since when ready pods of a pool have not been heard. */
final class ReportingWatch {
  /** With the 15 s for which an answer counts, well within two minutes after the last one. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Map<String, Instant> silentSince = new HashMap<>();

  /**
   * How well the pods can be heard at {@code now}.
   *
   * @param staying pods that are not told to stop
   * @param heard names of those that have answered lately
   * @param refusing why pods have refused orders for minutes
   */
  ReportingSummary at(
      List<WorkerPod> staying, Set<String> heard, Map<String, String> refusing, Instant now) {
    var ready = staying.stream().filter(WorkerPod::ready).map(WorkerPod::name).toList();
    var unheard = ready.stream().filter(pod -> !heard.contains(pod)).toList();
    silentSince.keySet().retainAll(Set.copyOf(unheard));
    unheard.forEach(pod -> silentSince.putIfAbsent(pod, now));
    var silent =
        unheard.stream()
            .filter(pod -> !silentSince.get(pod).plus(PATIENCE).isAfter(now))
            .sorted()
            .toList();
    return new ReportingSummary(
        ready.size(),
        ready.size() - unheard.size(),
        silent,
        Maps.filterKeys(refusing, ready::contains));
  }
}
