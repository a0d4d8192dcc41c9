// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import com.google.common.collect.Maps;
import dev.taskworkers.operator.pool.pods.PoolPods.WorkerPod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Since when ready pods of a pool have not been heard, each and all of them. */
final class ReportingWatch {
  /** With the 15 s for which an answer counts, well within two minutes after the last one. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Map<String, Instant> silentSince = new HashMap<>();
  private Optional<Instant> noneHeardSince = Optional.empty();

  /**
   * How well the pods can be heard at {@code now}.
   *
   * @param staying pods that are not told to stop
   * @param heard names of those that have answered lately
   * @param refusing why pods have refused orders for minutes
   */
  ReportingSummary at(
      List<WorkerPod> staying, Set<String> heard, Map<String, String> refusing, Instant now) {
    var ready = new LinkedHashSet<String>();
    var unheard = new ArrayList<String>();
    for (var pod : staying) {
      if (pod.ready()) {
        ready.add(pod.name());
        if (!heard.contains(pod.name())) {
          unheard.add(pod.name());
        }
      }
    }
    silentSince.keySet().retainAll(Set.copyOf(unheard));
    unheard.forEach(pod -> silentSince.putIfAbsent(pod, now));
    // A roll-out replaces each pod before its minute is over, and is heard of no more for that.
    noneHeardSince =
        ready.isEmpty() || unheard.size() < ready.size()
            ? Optional.empty()
            : noneHeardSince.or(() -> Optional.of(now));
    var silent = unheard.stream().filter(pod -> isOver(since(pod), now)).sorted().toList();
    return new ReportingSummary(
        ready.size(),
        ready.size() - unheard.size(),
        silent,
        Maps.filterKeys(refusing, ready::contains));
  }

  /** Its own silence goes on when the last pod that was heard goes. */
  private Instant since(String pod) {
    var own = silentSince.get(pod);
    return noneHeardSince.filter(own::isAfter).orElse(own);
  }

  private static boolean isOver(Instant since, Instant now) {
    return !since.plus(PATIENCE).isAfter(now);
  }
}
