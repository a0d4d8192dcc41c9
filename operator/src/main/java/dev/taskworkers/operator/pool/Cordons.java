package dev.taskworkers.operator.pool;

import dev.taskworkers.operator.workers.WorkerReport;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Which pods are kept from pulling. What was just decided about a pod counts until reports and
 * watches can show it, so that one decision is not taken twice.
 */
final class Cordons {
  private static final Duration UNTIL_SEEN = Duration.ofSeconds(15);

  /** What was last decided about a pod. */
  private enum Order {
    CORDONED,
    RELEASED,
    UNCORDONED
  }

  private record Told(Order order, Instant at) {}

  private final Map<String, Told> told = new HashMap<>();

  /** Whether {@code pod} pulls no more, but still counts in the Deployment's replicas. */
  boolean contains(String pod, Map<String, WorkerReport> reports, Instant now) {
    var order = order(pod, now);
    if (order != null) {
      return order == Order.CORDONED;
    }
    return reports.containsKey(pod) && reports.get(pod).cordoned();
  }

  /** Whether the replicas were lowered for {@code pod}, which Kubernetes is about to remove. */
  boolean isReleased(String pod, Instant now) {
    return order(pod, now) == Order.RELEASED;
  }

  private Order order(String pod, Instant now) {
    var last = told.get(pod);
    return last == null || !last.at().plus(UNTIL_SEEN).isAfter(now) ? null : last.order();
  }

  /** Notes what {@code roster} decides. */
  void tell(Roster roster, Instant now) {
    told.values().removeIf(last -> !last.at().plus(UNTIL_SEEN).isAfter(now));
    roster.cordon().forEach(pod -> told.put(pod.name(), new Told(Order.CORDONED, now)));
    roster.release().forEach(pod -> told.put(pod.name(), new Told(Order.RELEASED, now)));
    roster.uncordon().forEach(pod -> told.put(pod.name(), new Told(Order.UNCORDONED, now)));
  }
}
