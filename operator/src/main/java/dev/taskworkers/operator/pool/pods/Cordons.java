// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.pods;

import dev.taskworkers.operator.pool.pods.PoolPods.WorkerPod;
import dev.taskworkers.protocol.WorkerReport;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which pods are kept from pulling. What was just decided about a pod counts until reports and
 * watches can show it, so that one decision is not taken twice.
 */
public final class Cordons {
  private static final Duration UNTIL_SEEN = Duration.ofSeconds(15);

  /** From a question to the last look that goes by its answer, with the slowest of lines. */
  private static final Duration OLDEST_REPORT = Duration.ofMinutes(1);

  /** Between two replacements: time in which the first shows whether it was any use. */
  private static final Duration REPLACE_EVERY = Duration.ofMinutes(1);

  /** Between two replacements where most pods fail, which a new one hardly ever mends. */
  private static final Duration TRY_EVERY = Duration.ofMinutes(10);

  /** What was last decided about a pod. */
  private enum Order {
    CORDONED,
    RELEASED,
    UNCORDONED,
    /** It pulls no more, and is deleted when it is idle: another pod takes its place. */
    REPLACED,
    /**
     * It is replaced; since it goes on running something, another one works beside it until then.
     */
    REPLACED_LATER,
    DELETED
  }

  private static final Set<Order> REPLACEMENTS = Set.of(Order.REPLACED, Order.REPLACED_LATER);

  private static final Set<Order> KEPT_FROM_PULLING =
      Set.of(Order.CORDONED, Order.REPLACED, Order.REPLACED_LATER);

  /** Those of them whose places are not kept. */
  private static final Set<Order> LEAVING = Set.of(Order.CORDONED, Order.RELEASED);

  /** An order, since when it has been given, and when it was last repeated. */
  private record Told(Order order, Instant since, Instant at) {}

  private final Map<String, Told> told = new HashMap<>();
  private Instant replacedAt = Instant.MIN;

  /** When another pod was last made beside one that goes on running something. */
  private Instant besideAt = Instant.MIN;

  /** Whether {@code pod} pulls no more: by what it was just told, or else by its own words. */
  public boolean contains(String pod, Map<String, WorkerReport> reports, Instant now) {
    return order(pod, now)
        .map(LEAVING::contains)
        .orElseGet(
            () ->
                Optional.ofNullable(reports.get(pod))
                    .map(report -> report.cordoned() && !isFromBeforeWork(pod, report, now))
                    .orElse(wasReleased(pod)));
  }

  /** Whether {@code pod} said so before it was put back to work: it may be busy since. */
  private boolean isFromBeforeWork(String pod, WorkerReport report, Instant now) {
    return Optional.ofNullable(told.get(pod))
        .filter(last -> last.order() == Order.UNCORDONED && !isForgotten(last, now))
        .filter(last -> !report.now().isAfter(last.at()))
        .isPresent();
  }

  /** A pod that was released is remembered until it leaves, however long that takes. */
  private static boolean isForgotten(Told last, Instant now) {
    if (last.order() == Order.RELEASED) {
      return false;
    }
    var counts = last.order() == Order.UNCORDONED ? OLDEST_REPORT : UNTIL_SEEN;
    return !last.at().plus(counts).isAfter(now);
  }

  /**
   * Whether the replicas were lowered for {@code pod}, and Kubernetes has just begun to remove it,
   * or just removed another one of those that were released with it.
   */
  boolean isReleased(String pod, Instant now) {
    return order(pod, now).filter(Order.RELEASED::equals).isPresent();
  }

  /** Whether the replicas were lowered for {@code pod}, however long ago. */
  boolean wasReleased(String pod) {
    return Optional.ofNullable(told.get(pod))
        .filter(last -> last.order() == Order.RELEASED)
        .isPresent();
  }

  /** Whether {@code pod} is about to be replaced, or may be: one at a time, and not too often. */
  boolean mayReplace(String pod, Instant now) {
    return mayReplace(pod, REPLACE_EVERY, now);
  }

  /** Whether {@code pod} may be replaced, though most others fail as it does: far less often. */
  boolean mayTry(String pod, Instant now) {
    return isReplaced(pod, now)
        || mayReplace(pod, TRY_EVERY, now) && !besideAt.plus(TRY_EVERY).isAfter(now);
  }

  private boolean mayReplace(String pod, Duration every, Instant now) {
    return isReplaced(pod, now) || isFirst(pod, now) && !replacedAt.plus(every).isAfter(now);
  }

  /** Whether {@code pod} is about to be replaced, or may be at once since somebody asks for it. */
  boolean mayDrain(String pod, Instant now) {
    return isReplaced(pod, now) || isFirst(pod, now);
  }

  /** Whether {@code pod} may be replaced as far as others are concerned: one at a time. */
  private boolean isFirst(String pod, Instant now) {
    var isDeleted = order(pod, now).filter(Order.DELETED::equals).isPresent();
    return !isDeleted
        && told.keySet().stream()
            .filter(name -> !name.equals(pod))
            .noneMatch(name -> isReplaced(name, now) && !isOutlasting(name, now));
  }

  /** Whether {@code pod} pulls no more because another one takes its place. */
  boolean isReplaced(String pod, Instant now) {
    return order(pod, now).filter(REPLACEMENTS::contains).isPresent();
  }

  /** Whether {@code pod} has not become idle at once, so that another one works beside it. */
  boolean isOutlasting(String pod, Instant now) {
    return order(pod, now).filter(Order.REPLACED_LATER::equals).isPresent();
  }

  /**
   * The reports without those of cordoned pods that are older than the order: such a pod may have
   * been put back to work in between, and be busy.
   */
  Map<String, WorkerReport> current(Map<String, WorkerReport> reports) {
    var current = new HashMap<>(reports);
    told.forEach(
        (pod, last) ->
            current.computeIfPresent(
                pod,
                (name, report) ->
                    KEPT_FROM_PULLING.contains(last.order()) && !report.now().isAfter(last.since())
                        ? null
                        : report));
    return current;
  }

  private Optional<Order> order(String pod, Instant now) {
    var last = told.get(pod);
    return last != null && last.at().plus(UNTIL_SEEN).isAfter(now)
        ? Optional.of(last.order())
        : Optional.empty();
  }

  /** What was last decided about pods, by their names, and counts still at {@code now}. */
  public Map<String, String> orders(Instant now) {
    var orders = new TreeMap<String, String>();
    told.keySet().forEach(pod -> order(pod, now).ifPresent(o -> orders.put(pod, o.name())));
    return orders;
  }

  /**
   * Notes what {@code podPlan} decides of the pods that stay. Those that are to be released are
   * only kept from pulling yet: the replicas may not be lowered for them in the end.
   */
  public void tell(PodPlan podPlan, List<WorkerPod> staying, Instant now) {
    noteRemovals(staying.stream().map(WorkerPod::name).collect(Collectors.toSet()), now);
    told.values().removeIf(last -> isForgotten(last, now));
    podPlan.cordon().forEach(pod -> give(pod, Order.CORDONED, now));
    podPlan.release().forEach(pod -> give(pod, Order.CORDONED, now));
    podPlan.uncordon().forEach(pod -> give(pod, Order.UNCORDONED, now));
    podPlan.replacements().forEach(ill -> replace(ill, now));
  }

  /** Notes that the replicas were lowered for the pods that {@code podPlan} releases. */
  public void released(PodPlan podPlan, Instant now) {
    podPlan.release().forEach(pod -> give(pod, Order.RELEASED, now));
  }

  /** Notes that others may do with the pods what they like. */
  public void leftAlone() {
    told.clear();
  }

  /** Kubernetes chooses at once whom it removes, and takes its time for so many calls. */
  private void noteRemovals(Set<String> staying, Instant now) {
    var removed = new HashSet<Instant>();
    told.forEach(
        (pod, last) -> {
          if (last.order() == Order.RELEASED && !staying.contains(pod)) {
            removed.add(last.since());
          }
        });
    told.keySet().removeIf(pod -> wasReleased(pod) && !staying.contains(pod));
    told.replaceAll(
        (pod, last) ->
            last.order() == Order.RELEASED && removed.contains(last.since())
                ? new Told(last.order(), last.since(), now)
                : last);
  }

  private void replace(Replacement ill, Instant now) {
    if (ill.idle()) {
      replacedAt = now;
    }
    if (ill.outlasts()) {
      besideAt = now;
    }
    var later = ill.outlasts() || isOutlasting(ill.pod().name(), now);
    give(
        ill.pod(), ill.idle() ? Order.DELETED : later ? Order.REPLACED_LATER : Order.REPLACED, now);
  }

  private static boolean isSame(Order before, Order order) {
    return before == order || REPLACEMENTS.contains(before) && REPLACEMENTS.contains(order);
  }

  private void give(WorkerPod pod, Order order, Instant now) {
    var before = told.get(pod.name());
    var since = before != null && isSame(before.order(), order) ? before.since() : now;
    told.put(pod.name(), new Told(order, since, now));
  }
}
