package dev.taskworkers.operator.workers;

import dev.taskworkers.operator.scaling.signals.Service;
import dev.taskworkers.operator.workers.Workers.PodAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Adds up the reports of a pool's pods, so that totals only grow although pods come and go. */
final class PoolLedger {
  private static final Duration USABLE = Duration.ofSeconds(15);

  private record Entry(WorkerReport report, Instant at) {}

  private final Map<String, Entry> latest = new HashMap<>();
  private Set<String> present = Set.of();
  private Totals gone = Totals.ZERO;

  /**
   * Books a report that was received at {@code at}. One that comes when its pod is gone already is
   * dropped: that pod's counts are among those that are kept.
   */
  synchronized void book(String pod, WorkerReport report, Instant at) {
    if (!present.contains(pod)) {
      return;
    }
    var before = latest.get(pod);
    if (before != null && !before.report().startedAt().equals(report.startedAt())) {
      gone = gone.plus(Totals.of(before.report()));
    }
    latest.put(pod, new Entry(report, at));
  }

  /** Keeps the counts of the pods that are gone, and forgets the rest of them. */
  synchronized void retain(Set<String> existing) {
    present = Set.copyOf(existing);
    latest
        .entrySet()
        .removeIf(
            entry -> {
              var leaves = !existing.contains(entry.getKey());
              if (leaves) {
                gone = gone.plus(Totals.of(entry.getValue().report()));
              }
              return leaves;
            });
  }

  /** The usable reports of {@code pods}, and the sum over all that was ever booked. */
  synchronized Workers.Reports at(Collection<PodAddress> pods, Instant now) {
    var byPod = new LinkedHashMap<String, WorkerReport>();
    var serving = 0;
    for (var pod : pods) {
      var entry = latest.get(pod.name());
      if (entry != null && !entry.at().plus(USABLE).isBefore(now)) {
        byPod.put(pod.name(), entry.report());
        serving += pod.serving() ? 1 : 0;
      }
    }
    var totals = gone;
    for (var entry : latest.values()) {
      totals = totals.plus(Totals.of(entry.report()));
    }
    return new Workers.Reports(byPod, service(serving, byPod.values(), totals));
  }

  private static Service service(int serving, Collection<WorkerReport> reports, Totals totals) {
    var pulling = reports.stream().filter(r -> !r.cordoned() && !r.draining()).toList();
    Optional<Instant> freeSince =
        pulling.stream()
            .map(WorkerReport::freeSince)
            .flatMap(Optional::stream)
            .min(Instant::compareTo);
    var oldest = reports.stream().mapToDouble(WorkerReport::oldestInFlightSeconds).max().orElse(0);
    return new Service(
        serving,
        pulling.stream().mapToInt(WorkerReport::slots).sum(),
        reports.stream().mapToInt(WorkerReport::busy).sum(),
        totals.started(),
        totals.finished(),
        totals.returned(),
        totals.failed(),
        totals.taskSeconds(),
        totals.timed(),
        totals.waitSeconds(),
        totals.waited(),
        freeSince,
        Duration.ofMillis((long) (oldest * 1000)));
  }

  /** Counters of any number of workers, added. */
  private record Totals(
      long started,
      long finished,
      long returned,
      long failed,
      double taskSeconds,
      long timed,
      double waitSeconds,
      long waited) {
    static final Totals ZERO = new Totals(0, 0, 0, 0, 0, 0, 0, 0);

    /** A duplicate leaves the queue without a run, which to whoever counts the queue is a start. */
    static Totals of(WorkerReport report) {
      var counters = report.counters();
      return new Totals(
          counters.started() + counters.suppressed(),
          counters.acked()
              + counters.retried()
              + counters.deadLettered()
              + counters.dropped()
              + counters.suppressed(),
          counters.retried() + counters.leaseLost(),
          counters.failed(),
          report.taskSeconds().sum(),
          report.taskSeconds().count(),
          report.waitSeconds().sum(),
          report.waitSeconds().count());
    }

    Totals plus(Totals other) {
      return new Totals(
          started + other.started,
          finished + other.finished,
          returned + other.returned,
          failed + other.failed,
          taskSeconds + other.taskSeconds,
          timed + other.timed,
          waitSeconds + other.waitSeconds,
          waited + other.waited);
    }
  }
}
