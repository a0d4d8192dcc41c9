package dev.taskworkers.operator.pool;

import dev.taskworkers.operator.workers.WorkerReport;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Which pods are kept from pulling. What a pod was just told counts until its next reports can show
 * it, so that one decision is not taken twice.
 */
final class Cordons {
  private static final Duration UNTIL_REPORTED = Duration.ofSeconds(15);

  private record Told(boolean cordoned, Instant at) {}

  private final Map<String, Told> told = new HashMap<>();

  /** Whether {@code pod} pulls no more, as far as is known. */
  boolean contains(String pod, Map<String, WorkerReport> reports, Instant now) {
    var said = told.get(pod);
    if (said != null && said.at().plus(UNTIL_REPORTED).isAfter(now)) {
      return said.cordoned();
    }
    return reports.containsKey(pod) && reports.get(pod).cordoned();
  }

  /** Notes what the pods of {@code roster} are told. */
  void tell(Roster roster, Instant now) {
    told.values().removeIf(said -> !said.at().plus(UNTIL_REPORTED).isAfter(now));
    roster.cordon().forEach(pod -> told.put(pod.name(), new Told(true, now)));
    roster.uncordon().forEach(pod -> told.put(pod.name(), new Told(false, now)));
  }
}
