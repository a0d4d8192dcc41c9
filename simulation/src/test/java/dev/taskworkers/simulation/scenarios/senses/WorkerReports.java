package dev.taskworkers.simulation.scenarios.senses;

import dev.taskworkers.protocol.Counters;
import dev.taskworkers.protocol.Distribution;
import dev.taskworkers.protocol.TaskEvent;
import dev.taskworkers.protocol.WorkerReport;
import dev.taskworkers.protocol.WorkerReport.HandlerDown;
import dev.taskworkers.protocol.WorkerReport.Postponed;
import dev.taskworkers.simulation.scenarios.world.SimulatedPod;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;

/** A worker's word of itself, as {@code /statusz} gives it. */
final class WorkerReports {
  private static final double LEASE_SECONDS = 60;

  private WorkerReports() {}

  static WorkerReport of(SimulatedPod pod, double now) {
    var tally = pod.tally();
    var running = pod.running().stream().mapToDouble(task -> now - task.startedAt());
    var ages = running.summaryStatistics();
    var report =
        WorkerReport.builder(WorldClock.at(now), WorldClock.at(pod.readyAt()), pod.slots())
            .worker(pod.name())
            .busy(pod.inHand())
            .blocked(pod.blocked())
            .draining(pod.isStopping())
            .cordoned(pod.isCordoned(now))
            .counters(counters(pod))
            .oldestInFlightSeconds(Math.max(0, ages.getMax()))
            .busySeconds(tally.endedSeconds() + ages.getSum())
            .leaseSeconds(LEASE_SECONDS)
            .taskSeconds(new Distribution(tally.ended(), tally.endedSeconds()))
            .waitSeconds(new Distribution(tally.waited(), tally.waitSeconds()));
    pod.freeSince(now).map(WorldClock::at).ifPresent(report::freeSince);
    postponed(pod, now).ifPresent(report::postponed);
    pod.brokenSince()
        .map(since -> new HandlerDown(WorldClock.at(since), "refused"))
        .ifPresent(report::handlerDown);
    return report.build();
  }

  private static Counters counters(SimulatedPod pod) {
    var tally = pod.tally();
    return new Counters(
        Map.of(
            TaskEvent.RECEIVED, tally.started(),
            TaskEvent.STARTED, tally.started(),
            TaskEvent.ACKED, tally.acknowledged(),
            TaskEvent.RETRIED, tally.givenBack(),
            TaskEvent.FAILED, tally.givenBack()));
  }

  private static Optional<Postponed> postponed(SimulatedPod pod, double now) {
    var dues = pod.tally().dues(now);
    return dues.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Postponed(
                dues.size(),
                WorldClock.at(Collections.min(dues)),
                WorldClock.at(Collections.max(dues))));
  }
}
