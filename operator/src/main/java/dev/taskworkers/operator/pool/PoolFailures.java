// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.protocol.FailureGroup;
import dev.taskworkers.protocol.WorkerReport;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How runs have failed in a pool, over all its workers, those that are gone included; written by
 * one thread, read by others.
 */
final class PoolFailures {
  /** So many ways are kept of workers that are gone, and shown: those that came last. */
  static final int MOST = 12;

  private static final Comparator<FailureGroup> LAST_FIRST =
      Comparator.comparing(FailureGroup::last).reversed();

  private final Map<String, FailureGroup> gone = new HashMap<>();
  private Map<String, Told> told = Map.of();

  /** A pod that leaves may miss a question; what it has told must not count twice then. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** What the process of a worker has told last. */
  private record Told(Instant at, Instant startedAt, Map<String, FailureGroup> groups) {
    static Told of(WorkerReport report, Instant at) {
      return new Told(
          at,
          report.startedAt(),
          report.failures().stream()
              .map(group -> upTo(at, group))
              .collect(Collectors.toMap(FailureGroup::key, g -> g, FailureGroup::and)));
    }

    /** A clock that is ahead would keep a place for as long. */
    private static FailureGroup upTo(Instant at, FailureGroup group) {
      return new FailureGroup(
          group.kind(),
          group.message(),
          group.count(),
          group.recent(),
          group.first().isAfter(at) ? at : group.first(),
          group.last().isAfter(at) ? at : group.last(),
          group.task());
    }

    /** Whether it has forgotten that group, or has begun to count it anew. */
    boolean lacks(FailureGroup group) {
      return Optional.ofNullable(groups.get(group.key()))
          .filter(now -> now.count() >= group.count())
          .isEmpty();
    }
  }

  /**
   * Takes what workers tell.
   *
   * @param reports by pod
   * @param staying pods whose last word counts for as long as they are not heard
   */
  synchronized void add(Map<String, WorkerReport> reports, Set<String> staying, Instant now) {
    var next = new HashMap<String, Told>();
    reports.forEach(
        (pod, report) -> {
          if (!report.failures().isEmpty()) {
            next.put(pod, Told.of(report, now));
          }
        });
    told.forEach(
        (pod, before) -> {
          var mayAnswer = staying.contains(pod) || before.at().plus(PATIENCE).isAfter(now);
          if (!reports.containsKey(pod) && mayAnswer) {
            next.put(pod, before);
          } else {
            keep(before, Optional.ofNullable(next.get(pod)));
          }
        });
    told = Map.copyOf(next);
  }

  private void keep(Told before, Optional<Told> now) {
    var goesOn = now.filter(later -> later.startedAt().equals(before.startedAt()));
    before.groups().values().stream()
        .filter(group -> goesOn.isEmpty() || goesOn.get().lacks(group))
        .forEach(group -> gone.merge(group.key(), group.past(), FailureGroup::and));
    if (gone.size() > MOST) {
      gone.values().retainAll(latest(gone.values()));
    }
  }

  private static List<FailureGroup> latest(Collection<FailureGroup> groups) {
    return groups.stream().sorted(LAST_FIRST).limit(MOST).toList();
  }

  /** What came last first. */
  synchronized List<FailureGroup> groups() {
    var all = new HashMap<>(gone);
    told.values()
        .forEach(
            of -> of.groups().forEach((key, group) -> all.merge(key, group, FailureGroup::and)));
    return latest(all.values());
  }
}
