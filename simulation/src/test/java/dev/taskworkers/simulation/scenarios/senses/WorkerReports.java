package dev.taskworkers.simulation.scenarios.senses;

import dev.taskworkers.operator.workers.WorkerReport;
import dev.taskworkers.operator.workers.WorkerReport.Counters;
import dev.taskworkers.operator.workers.WorkerReport.HandlerDown;
import dev.taskworkers.operator.workers.WorkerReport.Postponed;
import dev.taskworkers.operator.workers.WorkerReport.Sum;
import dev.taskworkers.simulation.scenarios.world.SimulatedPod;
import java.util.Collections;
import java.util.Optional;
import java.util.OptionalDouble;

/** A worker's word of itself, as {@code /statusz} gives it. */
final class WorkerReports {
  private static final double LEASE_SECONDS = 60;

  private WorkerReports() {}

  static WorkerReport of(SimulatedPod pod, double now) {
    var tally = pod.tally();
    var running = pod.running().stream().mapToDouble(task -> now - task.startedAt());
    var ages = running.summaryStatistics();
    return new WorkerReport(
        1,
        pod.name(),
        WorldClock.at(now),
        WorldClock.at(pod.readyAt()),
        pod.slots(),
        pod.inHand(),
        pod.freeSince(now).map(WorldClock::at),
        pod.isStopping(),
        pod.isCordoned(now),
        counters(pod),
        Math.max(0, ages.getMax()),
        new Sum(tally.ended(), tally.endedSeconds()),
        new Sum(tally.waited(), tally.waitSeconds()),
        OptionalDouble.of(tally.endedSeconds() + ages.getSum()),
        LEASE_SECONDS,
        postponed(pod, now),
        pod.blocked(),
        pod.brokenSince().map(since -> new HandlerDown(WorldClock.at(since), "refused")));
  }

  private static Counters counters(SimulatedPod pod) {
    var tally = pod.tally();
    return new Counters(
        tally.started(),
        tally.started(),
        tally.acknowledged(),
        tally.givenBack(),
        0,
        0,
        0,
        tally.givenBack(),
        0,
        0);
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
