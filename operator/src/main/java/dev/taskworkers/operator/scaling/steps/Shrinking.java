package dev.taskworkers.operator.scaling.steps;

import dev.taskworkers.operator.scaling.memory.Memory;
import dev.taskworkers.operator.scaling.reckoning.Reckoning;
import dev.taskworkers.operator.scaling.signals.Arrivals;
import dev.taskworkers.operator.scaling.signals.Service.Outstanding;
import dev.taskworkers.operator.scaling.units.Seconds;
import dev.taskworkers.operator.scaling.units.Words;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** Lowers a pool: never blind, never below what runs, to zero only with proof. */
public final class Shrinking {
  /** After a restart history is missing, and with it the reasons for what is there. */
  private static final Duration AFTER_RESTART = Duration.ofSeconds(120);

  /** Pods that are not ready after this time will not be soon. */
  private static final Duration GROWING = Duration.ofMinutes(2);

  private static final Duration SHORTEST_HOLD = Duration.ofSeconds(15);
  private static final Duration LONGEST_HOLD = Duration.ofSeconds(300);
  private static final Duration QUIET_COUNTED = Duration.ofSeconds(30);
  private static final Duration QUIET_PROBED = Duration.ofSeconds(60);
  private static final Duration QUIET_UNCOUNTED = Duration.ofSeconds(120);

  /** Of so many minutes no sample is shown where a series has ended. */
  private static final Duration MISSED = Duration.ofMinutes(5);

  private final Situation situation;
  private final int desired;
  private final Memory memory;
  private final Reckoning reckoning;
  private final Instant now;

  public Shrinking(Situation situation) {
    this.situation = situation;
    this.desired = situation.desired();
    this.memory = situation.memory();
    this.reckoning = situation.reckoning();
    this.now = situation.now();
  }

  /** The step towards a lower demand. */
  public Step towards(Step demand) {
    if (situation.blind()) {
      return Step.of(
          desired,
          Reason.NO_SIGHT,
          "the backlog is "
              + situation.seen().backlog().state().name().toLowerCase(Locale.ROOT)
              + " and no report or count stands in for it, so nothing is removed");
    }
    if (memory.track().since().plus(AFTER_RESTART).isAfter(now)) {
      return Step.of(
          desired,
          Reason.RESTARTED,
          "the operator has watched for less than "
              + Words.duration(AFTER_RESTART)
              + ", so nothing is removed yet");
    }
    var whyNotEmpty = whyNotEmpty();
    if (whyNotEmpty.isEmpty()) {
      return Step.of(
          0,
          Reason.IDLE,
          "nothing waits, nothing runs, and no task was seen for " + Words.duration(quiet()));
    }
    if (situation.unheard()) {
      return Step.of(
          desired,
          Reason.UNHEARD,
          "the workers can't be heard and may be busy, so nothing is removed");
    }
    var needed =
        Math.max(
            Math.max(demand.replicas(), situation.withoutStarting()),
            memory.mostNeededSince(now.minus(hold()), 0));
    var slots = situation.policy().slotsPerPod();
    var running = isNone(reckoning.inFlight()) ? 0 : (int) Math.ceil(reckoning.inFlight() / slots);
    if (needed >= desired) {
      return Step.of(
          desired,
          Reason.HOLD,
          Words.podsWere(needed) + " needed within the last " + Words.duration(hold()));
    }
    if (stillGrowing()) {
      return Step.of(
          desired,
          Reason.HOLD,
          Words.podsAre(situation.seen().pods().starting())
              + " still starting, asked for a moment ago");
    }
    if (running > needed) {
      return Step.of(
          Math.min(desired, running),
          Reason.IN_FLIGHT,
          Math.round(reckoning.inFlight()) + " tasks run, which takes " + Words.pods(running));
    }
    return needed == 0 ? Step.of(1, Reason.UNPROVEN, whyNotEmpty.get()) : surplus(needed, demand);
  }

  /** What was just asked for must have had its effect before less can be known to do. */
  private boolean stillGrowing() {
    return situation.seen().pods().starting() > 0
        && memory.fewestDesiredSince(now.minus(GROWING), desired) < desired;
  }

  /** What is reckoned is rarely a whole number. */
  private static boolean isNone(double tasks) {
    return tasks < 0.5;
  }

  private Duration hold() {
    return situation.policy().behavior().down().stabilization().orElseGet(this::breakEven);
  }

  /**
   * An idle pod is kept as long as the start of a new one takes: the break-even of ski rental,
   * which costs at most twice as much as knowing the future.
   */
  private Duration breakEven() {
    var hold = Seconds.duration(reckoning.timeToReadySeconds());
    if (hold.compareTo(SHORTEST_HOLD) < 0) {
      return SHORTEST_HOLD;
    }
    return hold.compareTo(LONGEST_HOLD) > 0 ? LONGEST_HOLD : hold;
  }

  private Step surplus(int needed, Step demand) {
    return Step.of(
        needed,
        Reason.SURPLUS,
        "no more than "
            + Words.podsWere(needed)
            + " needed for "
            + Words.duration(hold())
            + ": "
            + demand.message());
  }

  /** What is missing to a proof that nothing is left to do; empty when it is complete. */
  private Optional<String> whyNotEmpty() {
    var last = reckoning.lastActivity();
    if (!isNone(reckoning.inFlight()) || !isNone(reckoning.waiting())) {
      return Optional.of("tasks are there");
    }
    if (last.filter(at -> at.plus(quiet()).isAfter(now)).isPresent()) {
      return Optional.of("the last task was seen less than " + Words.duration(quiet()) + " ago");
    }
    if (outstanding().nextDue().filter(due -> due.isBefore(now.plus(hold()))).isPresent()) {
      return Optional.of("a task comes again within " + Words.duration(hold()));
    }
    return sampleAllowsZero()
        ? Optional.empty()
        : Optional.of("no sample taken after the last task says that the subscription is empty");
  }

  /** As long as it takes to notice a task, and as an idle pod is kept. */
  private Duration quiet() {
    var noticed =
        switch (situation.seen().arrivals().watch()) {
          case DOORBELL -> QUIET_COUNTED;
          case PROBE -> QUIET_PROBED;
          case NONE -> QUIET_UNCOUNTED;
        };
    return noticed.compareTo(hold()) > 0 ? noticed : hold();
  }

  private Outstanding outstanding() {
    return situation.seen().service().outstanding();
  }

  /**
   * Where the next task will be noticed, the free slots of workers that are all heard are the
   * proof, unless a sample taken since says otherwise; elsewhere a sample of 0 taken after the last
   * activity is needed. Tasks in back-off are in the sample and need no pod yet.
   */
  private boolean sampleAllowsZero() {
    var later =
        situation
            .seen()
            .backlog()
            .fix()
            .filter(s -> reckoning.lastActivity().filter(at -> !s.at().isAfter(at)).isEmpty());
    var isNoticed = situation.seen().arrivals().watch() != Arrivals.Watch.NONE;
    var postponed = outstanding().postponed();
    return isNoticed && situation.allHeard()
        ? later.filter(s -> s.undelivered() > postponed).isEmpty()
        : later.filter(s -> s.undelivered() <= postponed).isPresent() || hasEndedQuietly();
  }

  /**
   * Google shows no samples of a subscription that has been quiet, so one of 0 may never come. The
   * end of its series stands in for that where the last sample was no more than the pods could have
   * in hand, each of them tells that it has been idle since, and so many samples are missing since
   * the last task that they are not merely late.
   */
  private boolean hasEndedQuietly() {
    var inHand = Math.max(1, desired) * situation.policy().slotsPerPod();
    return situation.allHeard()
        && outstanding().postponed() == 0
        && situation
            .seen()
            .backlog()
            .ended()
            .filter(ended -> ended.last() <= inHand)
            .filter(ended -> ended.at().plus(MISSED).isBefore(ended.until()))
            .filter(ended -> hadNoTaskSince(ended.until().minus(MISSED)))
            .isPresent();
  }

  private boolean hadNoTaskSince(Instant time) {
    return reckoning.lastActivity().filter(time::isBefore).isEmpty()
        && memory.track().since().isBefore(time);
  }
}
