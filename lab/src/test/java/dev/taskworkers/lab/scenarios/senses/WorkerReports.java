package dev.taskworkers.lab.scenarios.senses;

import dev.taskworkers.lab.scenarios.world.SimulatedPod;
import dev.taskworkers.operator.workers.WorkerReport;
import dev.taskworkers.operator.workers.WorkerReport.Counters;
import dev.taskworkers.operator.workers.WorkerReport.Sum;

/** A worker's word of itself, as {@code /statusz} gives it. */
final class WorkerReports {
  private WorkerReports() {}

  static WorkerReport of(SimulatedPod pod, double now) {
    var tally = pod.tally();
    var oldest = pod.running().stream().mapToDouble(task -> now - task.startedAt()).max();
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
        new Counters(
            tally.started(),
            tally.started(),
            tally.acknowledged(),
            tally.givenBack(),
            0,
            0,
            0,
            tally.givenBack(),
            0),
        oldest.orElse(0),
        new Sum(tally.ended(), tally.endedSeconds()),
        new Sum(tally.waited(), tally.waitSeconds()));
  }
}
