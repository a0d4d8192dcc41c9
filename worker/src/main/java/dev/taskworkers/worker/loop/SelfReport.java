// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import dev.taskworkers.protocol.TaskRun;
import dev.taskworkers.protocol.WorkerReport;
import dev.taskworkers.protocol.WorkerReport.HandlerDown;
import dev.taskworkers.runtime.Moment;
import dev.taskworkers.runtime.Timer;
import dev.taskworkers.worker.failure.DeadLetter;
import dev.taskworkers.worker.telemetry.FreeSlots;
import dev.taskworkers.worker.telemetry.Statistics;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What a worker tells of itself: its state, and what is wrong with it. Belongs to the loop. */
public final class SelfReport {
  private final DeadLetter.Origin origin;
  private final Timer timer;
  private final Instant startedAt;
  private final LeasedTasks tasks;
  private final Slots slots;
  private final FreeSlots freeSlots;
  private final PullControl pulls;
  private final StartLimits limits;
  private final Drain drain;
  private final Statistics statistics;

  SelfReport(
      DeadLetter.Origin origin,
      Timer timer,
      LeasedTasks tasks,
      PullControl pulls,
      StartLimits limits,
      Drain drain,
      Statistics statistics) {
    this.origin = origin;
    this.timer = timer;
    startedAt = timer.now();
    this.tasks = tasks;
    slots = tasks.slots();
    freeSlots = pulls.freeSlots();
    this.pulls = pulls;
    this.limits = limits;
    this.drain = drain;
    this.statistics = statistics;
  }

  public WorkerReport status() {
    var now = timer.now();
    var moment = timer.moment();
    var report =
        WorkerReport.builder(now, startedAt, slots.total())
            .worker(origin.pod())
            .subscription(origin.subscription())
            .busy(slots.busy() + tasks.waiting().ready() + tasks.inLine())
            .blocked(tasks.inLine())
            .ready(tasks.waiting().ready())
            .resting(tasks.waiting().resting())
            .activeKeys(tasks.waiting().keys().active())
            .abandoned(slots.abandoned())
            .draining(drain.begun())
            .cordoned(pulls.cordoned())
            .pulling(pulls.pulling())
            .throttled(pulls.throttled())
            .counters(statistics.counters())
            .oldestInFlightSeconds(
                seconds(
                    slots.oldestStart().map(start -> start.until(moment)).orElse(Duration.ZERO)))
            .busySeconds(seconds(statistics.ran().plus(slots.runningTime(moment))))
            .leaseSeconds(seconds(Leases.LENGTH))
            .taskSeconds(statistics.taskTime())
            .waitSeconds(statistics.waitTime())
            .ageSeconds(statistics.age())
            .running(slots.longest(TaskRun.MOST).stream().map(run -> run(run, moment)).toList())
            .failures(statistics.failures(moment));
    freeSlots
        .since(moment)
        .map(since -> now.minus(since.until(moment)))
        .ifPresent(report::freeSince);
    statistics.postponedAt(moment, now).ifPresent(report::postponed);
    limits.handlerDown().ifPresent(report::handlerDown);
    limits.share().ifPresent(share -> report.poolPods(share.pods()).sharingPods(share.sharing()));
    return report.build();
  }

  private static TaskRun run(RunningTask work, Moment now) {
    return new TaskRun(
        work.task().id(),
        work.run().attempt(),
        seconds(work.began().until(now)),
        seconds(work.limit()),
        work.stuck());
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1e3;
  }

  /** Why no task can be done at the moment, or empty. */
  public Optional<String> problem() {
    return drain.begun()
        ? Optional.of("The worker is draining.")
        : limits.handlerDown().map(HandlerDown::why).or(pulls::problem);
  }

  /** Why this process should be replaced, or empty. */
  public Optional<String> stuck() {
    return slots.abandoned() < slots.total()
        ? Optional.empty()
        : Optional.of("Every slot is held by a task that does not end though it was told to stop.");
  }
}
