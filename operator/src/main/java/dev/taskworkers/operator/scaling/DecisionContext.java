// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling;

import dev.taskworkers.operator.scaling.estimate.Estimate;
import dev.taskworkers.operator.scaling.estimate.Estimate.Arriving;
import dev.taskworkers.operator.scaling.estimate.ScalingState;
import dev.taskworkers.operator.scaling.input.Arrivals;
import dev.taskworkers.operator.scaling.input.Backlog;
import dev.taskworkers.operator.scaling.input.Observation;
import dev.taskworkers.operator.scaling.input.Pods;
import dev.taskworkers.operator.scaling.input.Policy;
import dev.taskworkers.operator.scaling.input.Seconds;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Everything that a step of a decision may go by. */
record DecisionContext(
    Policy policy, Observation seen, ScalingState memory, Estimate estimate, Instant now) {
  /** One sample of 0 may lack a region that has just got its first task. */
  private static final Duration EMPTY_FOR = Duration.ofMinutes(2);

  /** What is so now, with since when nothing has told what is there. */
  public static DecisionContext of(
      Policy policy, Observation seen, ScalingState memory, Estimate estimate, Instant now) {
    var blind = new DecisionContext(policy, seen, memory, estimate, now).blind();
    return new DecisionContext(policy, seen, memory.withSight(blind, now), estimate, now);
  }

  /** Pods that are asked for. */
  int desired() {
    return seen.pods().desired();
  }

  /** Twice as long as pods have taken to start, as far as decisions are remembered. */
  Duration twiceToReady() {
    return Seconds.shorter(
        Seconds.duration(2 * estimate.timeToReadySeconds()), ScalingState.LONGEST);
  }

  /** How far back the next decisions may look. */
  Duration lookBack() {
    return Seconds.longer(policy.behavior().longest(), twiceToReady());
  }

  /** Every new task is counted as it is published. */
  boolean counted() {
    return estimate.evidence().arrivals() == Arriving.COUNTED;
  }

  /** Pods that are called for without a guess; any number where tasks were timed. */
  int sure() {
    return Demand.sure(policy, estimate, seen.pods());
  }

  /**
   * Pods that would be called for if none were starting: what they are ordered for is no reason to
   * send them away before they are there.
   */
  int withoutStarting() {
    var pods = seen.pods();
    return pods.starting() == 0
        ? 0
        : Demand.of(
                policy, estimate, new Pods(pods.desired(), pods.ready(), 0, 0, pods.timesToReady()))
            .replicas();
  }

  /** Whether our own workers are there and can't be heard. */
  boolean unheard() {
    return policy.workersReport()
        && estimate.evidence().service() != Estimate.Serving.REPORTED
        && seen.pods().ready() > 0;
  }

  /** Whether each pod that is ready tells what it does. */
  boolean allHeard() {
    return estimate.evidence().service() == Estimate.Serving.REPORTED
        && seen.service().reporting() >= seen.pods().ready();
  }

  /** Neither the workers nor a fresh sample nor a count tell what is there. */
  boolean blind() {
    return !isWatchedEmpty() && !isQuietAtItsFloor() && !hasEndedEmpty() && isBlindToWork();
  }

  /**
   * Whether pods that tell nothing are known to have nothing: samples counted none for a while
   * after the last task, until their series ended, and none has come since. No later sample tells
   * the same of a pool that is held for longer than samples are shown.
   */
  boolean hasEndedEmpty() {
    return !policy.workersReport()
        && endedEmpty().filter(ended -> hadNoTaskSince(ended.at().minus(EMPTY_FOR))).isPresent();
  }

  /**
   * The end of a series at nothing, since which each task that comes has been counted, and none
   * was. Without counts the end is no more than missing samples: tasks may have come that
   * Monitoring fails to show.
   */
  private Optional<Backlog.Ended> endedEmpty() {
    return seen.backlog()
        .ended()
        .filter(ended -> ended.last() == 0)
        .filter(ended -> isCountedSince(ended.at()))
        .filter(ended -> estimate.waiting() + estimate.inFlight() < 0.5);
  }

  private boolean isCountedSince(Instant time) {
    return seen.arrivals().listening()
        && memory.counted().filter(counted -> !counted.since().isAfter(time)).isPresent();
  }

  private boolean hadNoTaskSince(Instant time) {
    return estimate.lastActivity().filter(time::isBefore).isEmpty();
  }

  /**
   * Of an empty pool enough is known where its next task is noticed, or where the end of its series
   * tells that none has come: a subscription that is quiet has no samples.
   */
  private boolean isWatchedEmpty() {
    return desired() == 0 && (isNoticed() || seen.backlog().ended().isPresent());
  }

  /** The same holds of the fewest pods that a user wants: none could go. */
  private boolean isQuietAtItsFloor() {
    return desired() <= policy.floor().replicas() && endedEmpty().isPresent();
  }

  private boolean isNoticed() {
    return seen.arrivals().watch() != Arrivals.Watch.NONE;
  }

  private boolean isBlindToWork() {
    return switch (estimate.evidence().service()) {
      case REPORTED -> seen.pods().ready() == 0 && !counted() && seen.backlog().anchor().isEmpty();
      case MODELLED -> seen.backlog().state() != Backlog.State.FRESH;
      case UNKNOWN -> true;
    };
  }
}
