// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling;

import dev.taskworkers.operator.scaling.estimate.Estimate;
import dev.taskworkers.operator.scaling.estimate.ScalingState;
import dev.taskworkers.operator.scaling.input.Seconds;
import dev.taskworkers.operator.scaling.input.Service.Outstanding;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Lowers a pool: never blind, never below what runs, to zero only with proof. */
final class ScaleDown {
  /** After a restart history is missing, and with it the reasons for what is there. */
  private static final Duration AFTER_RESTART = Duration.ofSeconds(120);

  /** Pods that are not ready after this time will not be soon. */
  private static final Duration GROWING = Duration.ofMinutes(2);

  private static final Duration SHORTEST_HOLD = Duration.ofSeconds(15);
  private static final Duration LONGEST_HOLD = Duration.ofSeconds(300);
  private static final Duration QUIET_COUNTED = Duration.ofSeconds(30);
  private static final Duration QUIET_PROBED = Duration.ofSeconds(60);
  private static final Duration QUIET_UNCOUNTED = Duration.ofSeconds(120);

  /** A task that waits is in a sample by then. */
  private static final Duration UNSEEN = Duration.ofMinutes(10);

  /** Of so many minutes no sample is shown where a series has ended. */
  private static final Duration MISSED = Duration.ofMinutes(5);

  private final DecisionContext context;
  private final int desired;
  private final ScalingState memory;
  private final Estimate estimate;
  private final Instant now;

  public ScaleDown(DecisionContext context) {
    this.context = context;
    this.desired = context.desired();
    this.memory = context.memory();
    this.estimate = context.estimate();
    this.now = context.now();
  }

  /** The step towards a lower demand. */
  public Step towards(Step demand) {
    if (context.blind()) {
      return stay(Explanation.signalsUnavailable(context.seen().backlog().state()));
    }
    if (memory.track().since().plus(AFTER_RESTART).isAfter(now)) {
      return stay(Explanation.restarted(AFTER_RESTART));
    }
    var whyNotEmpty = whyNotEmpty();
    if (whyNotEmpty.isEmpty()) {
      return new Step(0, Explanation.idle(quiet()));
    }
    if (context.unheard()) {
      return stay(Explanation.unheard());
    }
    var needed =
        Math.max(
            Math.max(demand.replicas(), context.withoutStarting()),
            memory.mostNeededSince(now.minus(hold()), 0));
    var slots = context.policy().slotsPerPod();
    // What waits in hand for its ordering key takes no slot; its pod stays until that is done, too.
    var running = isNone(estimate.running()) ? 0 : (int) Math.ceil(estimate.running() / slots);
    if (needed >= desired) {
      return stay(Explanation.neededLately(needed, hold()));
    }
    if (stillGrowing()) {
      return stay(Explanation.starting(context.seen().pods().starting()));
    }
    if (running > needed) {
      return new Step(
          Math.min(desired, running), Explanation.inFlight(estimate.running(), running));
    }
    return needed == 0
        ? new Step(1, whyNotEmpty.get())
        : new Step(needed, Explanation.surplus(needed, hold(), demand.explanation()));
  }

  private Step stay(Explanation why) {
    return new Step(desired, why);
  }

  /** What was just asked for must have had its effect before less can be known to do. */
  private boolean stillGrowing() {
    return context.seen().pods().starting() > 0
        && memory.fewestDesiredSince(now.minus(GROWING), desired) < desired;
  }

  /** What is estimated is rarely a whole number. */
  private static boolean isNone(double tasks) {
    return tasks < 0.5;
  }

  private Duration hold() {
    return context.policy().behavior().down().stabilization().orElseGet(this::breakEven);
  }

  /**
   * An idle pod is kept as long as the start of a new one takes: the break-even of ski rental,
   * which costs at most twice as much as knowing the future.
   */
  private Duration breakEven() {
    var hold = Seconds.duration(estimate.timeToReadySeconds());
    if (hold.compareTo(SHORTEST_HOLD) < 0) {
      return SHORTEST_HOLD;
    }
    return hold.compareTo(LONGEST_HOLD) > 0 ? LONGEST_HOLD : hold;
  }

  /** What is missing to a proof that nothing is left to do; empty when it is complete. */
  private Optional<Explanation> whyNotEmpty() {
    var last = estimate.lastActivity();
    // A task that was counted, and that no free slot has got yet, may still come to one.
    if (!isNone(estimate.inFlight()) || !isNone(estimate.notStarted())) {
      return Optional.of(Explanation.tasksLeft());
    }
    if (last.filter(at -> at.plus(quiet()).isAfter(now)).isPresent()) {
      return Optional.of(Explanation.seenLately(quiet()));
    }
    if (outstanding().nextDue().filter(due -> due.isBefore(now.plus(hold()))).isPresent()) {
      return Optional.of(Explanation.dueAgain(hold()));
    }
    return sampleAllowsZero() ? Optional.empty() : Optional.of(Explanation.noSample());
  }

  /** As long as it takes to notice a task, and as an idle pod is kept. */
  private Duration quiet() {
    var noticed =
        switch (context.seen().arrivals().watch()) {
          case DOORBELL -> QUIET_COUNTED;
          case PROBE -> QUIET_PROBED;
          case NONE -> QUIET_UNCOUNTED;
        };
    return noticed.compareTo(hold()) > 0 ? noticed : hold();
  }

  private Outstanding outstanding() {
    return context.seen().service().outstanding();
  }

  /**
   * Where the next task will be noticed, the free slots of workers that are all heard are the
   * proof, unless a sample taken since says otherwise; elsewhere a sample of 0 taken after the last
   * activity is needed. Without a ready pod no slot tells of the tasks that came before the pool is
   * empty and probed, or before its doorbell counts. Tasks in back-off are in the sample and need
   * no pod yet.
   */
  private boolean sampleAllowsZero() {
    var later =
        context
            .seen()
            .backlog()
            .anchor()
            .filter(s -> estimate.lastActivity().filter(at -> !s.at().isAfter(at)).isEmpty());
    var hasReadyPod = context.seen().pods().ready() > 0;
    var isNoticed =
        switch (context.seen().arrivals().watch()) {
          case DOORBELL -> hasReadyPod || hasBeenEmpty();
          case PROBE -> hasReadyPod;
          case NONE -> false;
        };
    var postponed = outstanding().postponed();
    return isNoticed && context.allHeard()
        ? later.filter(s -> s.undelivered() > postponed).isEmpty()
        : later.filter(s -> s.undelivered() <= postponed).isPresent()
            || hasEndedQuietly()
            || context.hasEndedEmpty();
  }

  /**
   * Free slots have shown it once, or no task was ever seen: of a pool that had no pods lately, or
   * for longer than Monitoring takes to show one.
   */
  private boolean hasBeenEmpty() {
    var since = memory.track().since();
    return memory.track().emptyAt().isPresent()
        || estimate.lastActivity().isEmpty()
            && (memory.fewestDesiredSince(since, desired) == 0 || !since.plus(UNSEEN).isAfter(now));
  }

  /**
   * Google shows no samples of a subscription that has been quiet, so one of 0 may never come. The
   * end of its series stands in for that where the last sample was no more than the pods could have
   * in hand, each of them tells that it has been idle since, and so many samples are missing since
   * the last task that they are not merely late.
   */
  private boolean hasEndedQuietly() {
    var inHand = Math.max(1, desired) * context.policy().slotsPerPod();
    return context.allHeard()
        && outstanding().postponed() == 0
        && context
            .seen()
            .backlog()
            .ended()
            .filter(ended -> ended.last() <= inHand)
            .filter(ended -> ended.at().plus(MISSED).isBefore(ended.until()))
            .filter(ended -> hadNoTaskSince(ended.until().minus(MISSED)))
            .isPresent();
  }

  private boolean hadNoTaskSince(Instant time) {
    return estimate.lastActivity().filter(time::isBefore).isEmpty()
        && memory.track().since().isBefore(time);
  }
}
