// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.operator.CheckResult;
import dev.taskworkers.operator.scaling.Arithmetic;
import dev.taskworkers.operator.scaling.Decision;
import dev.taskworkers.operator.scaling.Failures;
import dev.taskworkers.operator.scaling.estimate.Drift;
import dev.taskworkers.operator.scaling.estimate.Estimate;
import dev.taskworkers.operator.scaling.estimate.ScalingState;
import dev.taskworkers.operator.scaling.input.Arrivals;
import dev.taskworkers.operator.scaling.input.Backlog;
import dev.taskworkers.operator.scaling.input.Observation;
import dev.taskworkers.operator.scaling.input.Policy;
import dev.taskworkers.protocol.FailureGroup;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is held of one pool, for a person who looks into the operator. It has numbers, names, the
 * operator's own sentences, and the messages of failures, which are the words of handlers and may
 * quote a task; it adds nothing of payloads, environments or credentials.
 *
 * @param subscription that is held for it; absent while the pool is refused
 * @param ready whether it can work; absent before the first look
 * @param since when it was first looked at
 * @param problem why it can't work
 * @param look the last one; absent while the pool is refused
 * @param used time of pods since the operator follows it; absent where workers don't report
 */
record PoolView(
    String pool,
    String uid,
    Optional<String> subscription,
    Optional<Boolean> ready,
    Optional<Instant> since,
    Optional<String> problem,
    Optional<Look> look,
    Optional<Used> used,
    Writes writes) {

  /**
   * A look at it.
   *
   * @param arithmetic the numbers of the decision
   * @param trust how old what it was decided on is
   * @param failures of the last minutes, and what they were
   * @param running the tasks that have run longest
   * @param memory what the next decision is handed, with what was learned of its tasks
   */
  record Look(
      Instant at,
      Policy policy,
      Observation observed,
      Signals signals,
      Outcome decision,
      Arithmetic arithmetic,
      Trust trust,
      Failing failures,
      List<WorkerView> workers,
      List<RunView> running,
      ScalingState memory) {
    static Look of(PoolLook last, List<FailureGroup> failed) {
      return new Look(
          last.at(),
          last.policy(),
          last.seen().observation(),
          Signals.of(last.seen()),
          Outcome.of(last.decision()),
          Arithmetic.of(last.policy(), last.seen().observation().pods(), last.decision()),
          Trust.of(last),
          Failing.of(last, failed),
          WorkerView.of(last.seen(), last.policy().workersReport()),
          RunView.longest(last.seen().inventory().reports()),
          last.decision().memory());
    }
  }

  /**
   * How far what was observed can be trusted.
   *
   * @param workers absent where they are not asked
   */
  record Signals(
      Found subscription,
      Optional<Found> deadLetterTopic,
      Found arrivals,
      Found backlog,
      Optional<ReportingSummary> workers) {
    static Signals of(PoolSnapshot seen) {
      return new Signals(
          Found.of(seen.subscription()),
          seen.deadLetterTopic().map(Found::of),
          new Found(seen.arrivals().reason(), seen.arrivals().message()),
          new Found(seen.backlog().backlog().state().name(), seen.backlog().message()),
          seen.reporting());
    }
  }

  /**
   * How far the numbers can be trusted.
   *
   * @param sampleAt when Monitoring took its newest sample
   * @param countedUntil arrivals are counted until then; absent where they are not
   * @param workersHeard ready workers that have answered lately; absent where they are not asked
   * @param driftTasks that the newest sample has more than were estimated for its time
   */
  record Trust(
      Optional<Instant> sampleAt,
      Optional<Instant> countedUntil,
      Optional<Integer> workersHeard,
      int workersReady,
      Optional<Double> driftTasks) {
    static Trust of(PoolLook look) {
      var observed = look.seen().observation();
      var arrivals = observed.arrivals();
      return new Trust(
          observed.backlog().newest().map(Backlog.Sample::at),
          Optional.of(arrivals).filter(Arrivals::listening).map(Arrivals::countedUntil),
          look.seen().reporting().map(ReportingSummary::heard),
          observed.pods().ready(),
          look.decision().memory().drift().map(Drift::tasks));
    }
  }

  /**
   * Runs that ended in the last minutes, and those of them that failed.
   *
   * @param groups how runs have failed so far, what came last first
   */
  record Failing(double finished, double failed, double withinSeconds, List<Group> groups) {
    /** Runs that failed in one way. */
    record Group(
        String kind,
        String message,
        long count,
        double perMinute,
        Instant first,
        Instant last,
        String task) {
      static Group of(FailureGroup group) {
        return new Group(
            group.kind(),
            group.message(),
            group.count(),
            (double) group.recent() / FailureGroup.RECENT_MINUTES,
            group.first(),
            group.last(),
            group.task());
      }
    }

    static Failing of(PoolLook look, List<FailureGroup> failed) {
      var failures = Failures.in(look.decision().memory().track().history(), look.at());
      return new Failing(
          failures.finished(),
          failures.failed(),
          Failures.WINDOW.toSeconds(),
          failed.stream().map(Group::of).toList());
    }
  }

  /**
   * Time of pods that were not told to stop.
   *
   * @param busyPodHours a pod with half of its slots busy counts half
   * @param idlePodHours the rest
   */
  record Used(double busyPodHours, double idlePodHours) {
    private static final double HOUR = 3600;

    static Used of(PoolAccount.PodTime time) {
      return new Used(time.busySeconds() / HOUR, time.idleSeconds() / HOUR);
    }
  }

  /** A word and a sentence. */
  record Found(String reason, String message) {
    static Found of(CheckResult verdict) {
      return new Found(verdict.reason(), verdict.message());
    }
  }

  /** What was decided, and the estimate that it was decided on. */
  record Outcome(int from, int to, int wanted, String reason, String message, Estimate estimate) {
    static Outcome of(Decision decision) {
      return new Outcome(
          decision.from(),
          decision.replicas(),
          decision.wanted(),
          decision.reason().word(),
          decision.message(),
          decision.estimate());
    }
  }

  /**
   * What was written and ordered.
   *
   * @param status when the status was last written
   * @param deployment digest of what the Deployment should be
   * @param orders what was last decided about pods, by their names
   */
  record Writes(Optional<Instant> status, Optional<String> deployment, Map<String, String> orders) {
    static final Writes NONE = new Writes(Optional.empty(), Optional.empty(), Map.of());
  }

  /** One line of JSON. */
  String json() {
    return RecordJson.write(this) + "\n";
  }
}
