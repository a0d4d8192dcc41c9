// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.estimate;

import dev.taskworkers.operator.scaling.estimate.CrossCheck.Known;
import dev.taskworkers.operator.scaling.estimate.Estimate.Arriving;
import dev.taskworkers.operator.scaling.estimate.Estimate.Evidence;
import dev.taskworkers.operator.scaling.estimate.Estimate.Serving;
import dev.taskworkers.operator.scaling.input.Backlog.Sample;
import dev.taskworkers.operator.scaling.input.Observation;
import dev.taskworkers.operator.scaling.input.Policy;
import dev.taskworkers.operator.scaling.input.RateLimit;
import dev.taskworkers.operator.scaling.input.Seconds;
import dev.taskworkers.operator.scaling.input.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Estimates the queue of now from the last anchor: by reports where workers report, else by a
 * model.
 */
public final class Estimator {
  /** Reports speak for a pool when they come from this share of its ready pods. */
  public static final double ENOUGH_REPORTS = 0.7;

  /** What has started in so long tells how long tasks wait that start now. */
  public static final Duration RECENT = Duration.ofSeconds(15);

  /**
   * A slot that stays free for no longer between two tasks only waits for the answer to a pull: a
   * large pool that works off a queue always has such slots, be its tasks long or short.
   */
  private static final Duration ROUND_TRIP = Duration.ofSeconds(1);

  /** A slot that is filled again so soon was free for a pull alone, which takes 20 to 200 ms. */
  private static final Duration PULL = Duration.ofMillis(400);

  /** Where more of the slots are free than these leave, it is not one worker's alone. */
  private static final double MOSTLY_BUSY = 0.8;

  private final Observation seen;
  private final EstimatorState state;
  private final Policy policy;
  private final Instant now;
  private final int slots;

  private Estimator(Observation seen, EstimatorState state, Policy policy, Instant now) {
    this.seen = seen;
    this.state = state;
    this.policy = policy;
    this.now = now;
    this.slots = seen.pods().ready() * policy.slotsPerPod();
  }

  /**
   * Whether the workers' reports can stand for the pool: pods that became ready a moment ago have
   * not reported yet. No ready pod: nothing runs, and we know.
   */
  public static boolean reported(
      Observation seen, History history, boolean workersReport, Instant now) {
    var ready = seen.pods().ready();
    var before = history.at(now.minus(RECENT)).map(History.Tick::ready).orElse(ready);
    return workersReport && seen.service().reporting() >= ENOUGH_REPORTS * Math.min(ready, before);
  }

  /**
   * The queue of now.
   *
   * @param state up to and including what is seen now
   * @param reported whether the workers' reports can stand for the pool
   */
  public static Estimate estimate(
      Observation seen, EstimatorState state, Policy policy, boolean reported, Instant now) {
    var estimator = new Estimator(seen, state, policy, now);
    return reported ? estimator.byReports() : estimator.byModel();
  }

  private Estimate byReports() {
    var service = seen.service();
    var taskSeconds = taskSecondsByReports();
    var waitingSeconds = waitingSeconds();
    var saturated = service.slots() > 0 && (service.freeSince().isEmpty() || isFullButForPulls());
    var full = saturated && isFull();
    var rate = rateByReports(full, taskSeconds);
    var anchor = Known.later(sampleLessRunning(), state.emptyAt().map(this::provenAt));
    var carried =
        state
            .reckoned()
            .filter(known -> seen.arrivals().listening())
            .map(known -> known.withOthersStarted(state.history(), now));
    var rolled =
        anchor
            .filter(known -> known.at().plus(EstimatorState.COUNTED).isAfter(now))
            .or(() -> Known.later(anchor, carried))
            .or(() -> startOfCounting())
            .map(f -> queue(rate).rolledByReports(f.at(), f.notStarted(), policy, taskSeconds, now))
            .map(notStarted -> Math.max(0, notStarted - service.blocked()))
            .orElse(0.0);
    var counted = rate.evidence() == Arriving.COUNTED;
    var notStarted = 0.0;
    double waiting;
    if (full || seen.pods().ready() == 0) {
      waiting = counted ? rolled : Math.max(rolled, notShownYet(rate, waitingSeconds, anchor));
    } else {
      // A slot is free: nothing can wait, except what has come since the report, unless a sample
      // says that pulls don't bring what waits.
      var known = counted || FreeSlots.contradicted(seen, state.history(), policy.slotsPerPod());
      notStarted = known ? rolled : 0;
      waiting = Math.max(0, notStarted - Math.max(0, usable(saturated, taskSeconds) - inSlots()));
    }
    return estimate(
        Math.max(waiting, noticed()),
        notStarted,
        service.inFlight(),
        service.blocked(),
        rate,
        taskSeconds,
        saturated,
        waitingSeconds,
        anchor.map(Known::at),
        Serving.REPORTED);
  }

  /**
   * The most tasks that are in slots of ready pods. Those that are not heard may have as many as
   * they can, and what leaving pods have takes no slot of others.
   */
  private int inSlots() {
    var service = seen.service();
    var unheard = Math.max(0, seen.pods().ready() - service.reporting());
    return Math.min(service.busy(), service.occupied() + unheard * policy.slotsPerPod());
  }

  /**
   * Slots that tasks can fill. What a rate limit keeps free starts nothing: a pod more would seem
   * to leave nothing to do.
   */
  private double usable(boolean saturated, double taskSeconds) {
    return saturated && policy.rateLimit().isPresent()
        ? Math.min(slots, policy.startRate(seen.pods().ready(), taskSeconds) * taskSeconds)
        : slots;
  }

  /**
   * What waits by Little's law, where no sample shows it yet: what came before the anchor is known
   * from that.
   */
  private double notShownYet(ArrivalRate rate, double waitingSeconds, Optional<Known> anchor) {
    var since =
        anchor.map(
            known -> Seconds.between(known.at(), now) + Seconds.of(FreeSlots.LONGEST_ANSWER));
    return rate.perSecond() * Math.min(waitingSeconds, since.orElse(waitingSeconds));
  }

  private double taskSecondsByReports() {
    var learned = state.learned();
    var seconds = learned.taskSeconds(true, seen.service().oldestInFlight());
    return learned.isMeasured()
        ? BusyTime.correct(seconds, state.history(), now) + learned.pullSeconds()
        : seconds;
  }

  /**
   * How long the tasks that start now have waited. Since a time at which nothing waited none can
   * have: what claims to is one that was delivered before.
   */
  private double waitingSeconds() {
    var mean = state.history().meanWait(now.minus(RECENT), now);
    return state
        .emptyAt()
        .map(at -> Math.min(mean, Seconds.between(at, now) + Seconds.of(FreeSlots.LONGEST_ANSWER)))
        .orElse(mean);
  }

  /**
   * Whether slots are free only because of pulls, those of one worker that bring nothing or
   * everybody's that take their time: what is started has waited, and none of it for its ordering
   * key.
   */
  private boolean isFullButForPulls() {
    return seen.service().blocked() == 0
        && state.history().meanWait(now.minus(RECENT), now) > Seconds.of(FreeSlots.LONGEST_ANSWER)
        && (seen.service().occupied() > MOSTLY_BUSY * seen.service().slots()
            || freeSecondsPerStart() < Seconds.of(ROUND_TRIP));
  }

  /**
   * Whether what is started is all that slots can start. Slots that are free between tasks for less
   * than the second after which a worker tells of one could start more.
   */
  private boolean isFull() {
    return seen.service().freeSince().isPresent()
        || seen.service().occupied() >= seen.service().slots()
        || freeSecondsPerStart() < Seconds.of(PULL);
  }

  /** For how long a slot was free before each start of late. */
  private double freeSecondsPerStart() {
    var from = now.minus(RECENT);
    var others = seen.service().outsideSlots() * Seconds.of(RECENT);
    var busy = Math.max(0, state.history().grown(Service::busySeconds, from, now) - others);
    var started = state.history().grown(Service::started, from, now);
    var free = seen.service().slots() * Seconds.of(RECENT) - busy;
    return started > 0 ? Math.max(0, free) / started : Double.POSITIVE_INFINITY;
  }

  private Estimate byModel() {
    var taskSeconds = state.learned().taskSeconds(false, Duration.ZERO);
    var rate = rateByModel(taskSeconds);
    var anchor = seen.backlog().anchor();
    var inSystem =
        anchor
            .map(sample -> new Known(sample.at(), turnedOver(sample)))
            .or(() -> startOfCounting())
            .map(f -> queue(rate).inSystemByModel(f.at(), f.notStarted(), policy, taskSeconds, now))
            .orElse(0.0);
    var canRun = policy.startRate(seen.pods().ready(), taskSeconds) * taskSeconds;
    var waiting = Math.max(0, inSystem - canRun);
    var inFlight = Math.max(inSystem - waiting, notKnownToHaveEnded());
    var serving =
        anchor.isPresent() || seen.arrivals().listening() ? Serving.MODELLED : Serving.UNKNOWN;
    return estimate(
        Math.max(waiting, noticed()),
        waiting,
        inFlight,
        0,
        rate,
        taskSeconds,
        slots > 0 && waiting > 0,
        0,
        anchor.map(Sample::at),
        serving);
  }

  private double turnedOver(Sample sample) {
    return Math.max(
        0, sample.undelivered() - Undeliverable.of(seen.backlog(), seen.arrivals()).messages());
  }

  /**
   * What the last sample saw, as far as pods can run it, while nobody knows how long a task takes:
   * a guess may ask for pods, but it does not end tasks.
   */
  private double notKnownToHaveEnded() {
    return state.learned().isKnown(false)
        ? 0
        : seen.backlog().anchor().map(sample -> Math.min(slots, turnedOver(sample))).orElse(0.0);
  }

  /** A probe has seen one task, which nothing else may have told of yet. */
  private int noticed() {
    return seen.pods().ready() == 0 && seen.arrivals().noticed().isPresent() ? 1 : 0;
  }

  private Estimate estimate(
      double waiting,
      double notStarted,
      double inFlight,
      double blocked,
      ArrivalRate rate,
      double taskSeconds,
      boolean saturated,
      double waitingSeconds,
      Optional<Instant> anchor,
      Serving serving) {
    return new Estimate(
        waiting,
        Math.max(waiting, notStarted),
        inFlight,
        blocked,
        rate.perSecond(),
        rate.lasting(),
        taskSeconds,
        Math.max(taskSeconds, mostTaskSeconds(serving == Serving.REPORTED)),
        state.learned().isKnown(serving == Serving.REPORTED),
        Seconds.of(ServiceTimeEstimate.timeToReady(seen.pods())),
        saturated,
        waitingSeconds,
        state.lastActivity(),
        anchor,
        parallel(),
        new Evidence(rate.evidence(), serving));
  }

  /**
   * How long a task may take a slot, as far as a rate limit lets slots tell; 0 where they don't.
   * Where tasks wait and fewer start than may, beyond chance, the slots are too few, be it that
   * pods with long tasks don't use their shares of the rate: each slot is taken for as long as they
   * are busy for one that starts (Little's law). Tasks wait while all slots are busy, and as long
   * ago as those have waited that start now. Where nobody tells how long a task takes, those that
   * could start since pods are ready may all run.
   */
  private double mostTaskSeconds(boolean reported) {
    var perPool = policy.rateLimit().map(RateLimit::perPool).orElse(OptionalDouble.empty());
    if (perPool.isEmpty() || slots == 0) {
      return 0;
    }
    var history = state.history();
    if (!reported) {
      return state.learned().isKnown(false)
          ? 0
          : history.readySince().map(since -> Seconds.between(since, now)).orElse(0.0);
    }
    // A slot that a rate limit keeps free proves no empty queue.
    var waited = history.meanWait(now.minus(RECENT), now);
    var came = now.minus(Seconds.duration(waited));
    var begin = Seconds.earlier(came, history.fullSince().orElse(now));
    // What was started before that is not known.
    var from = Seconds.later(begin, history.firstReported().orElse(now));
    var started = history.grown(Service::started, from, now);
    var allowed = perPool.getAsDouble() * Seconds.between(from, now);
    // Pods that share a rate may start theirs all at once.
    return allowed > seen.pods().ready() && started + Chance.of(started) < allowed
        ? history.grown(Service::busySeconds, from, now) / Math.max(1, started)
        : 0;
  }

  /** The slot beside those of a limit stays free, or shows that other keys have come. */
  private OptionalInt parallel() {
    return state
        .keyLimit()
        .map(limit -> OptionalInt.of(limit.running() + 1))
        .orElseGet(this::parallelWhileBlocked);
  }

  /**
   * While tasks in hand wait for their key, at most twice as many as run are taken to be able to:
   * whether there are more keys shows when more slots are there.
   */
  private OptionalInt parallelWhileBlocked() {
    return seen.service().blocked() > 0 && !seen.service().isFullOfOthers()
        ? OptionalInt.of(2 * Math.max(policy.slotsPerPod(), seen.service().running()))
        : OptionalInt.empty();
  }

  private ArrivalRate rateByReports(boolean saturated, double taskSeconds) {
    var history = state.history();
    if (seen.arrivals().listening()) {
      return ArrivalRate.counted(seen.arrivals(), history, now);
    }
    if (seen.pods().ready() == 0) {
      return ArrivalRate.sampled(history, samples(), policy, taskSeconds);
    }
    return saturated
        ? ArrivalRate.saturated(history, samples(), policy, taskSeconds, now)
        : ArrivalRate.started(history, now);
  }

  private ArrivalRate rateByModel(double taskSeconds) {
    return seen.arrivals().listening()
        ? ArrivalRate.counted(seen.arrivals(), state.history(), now)
        : ArrivalRate.sampled(state.history(), samples(), policy, taskSeconds);
  }

  private Samples samples() {
    return new Samples(seen.backlog(), state.emptyAt());
  }

  private Queue queue(ArrivalRate rate) {
    return new Queue(seen.arrivals(), rate, state.history());
  }

  private Known provenAt(Instant at) {
    return new Known(at, FreeSlots.notStartedAtMost(at, seen.arrivals(), state.history()));
  }

  /** An older sample is as good an anchor as a fresh one while reports cover the time since. */
  private Optional<Known> sampleLessRunning() {
    return seen.backlog()
        .newest()
        .filter(s -> seen.backlog().anchor().isPresent() || state.history().reaches(s.at()))
        .map(sample -> new Known(sample.at(), besideCounts(sample)));
  }

  private double besideCounts(Sample sample) {
    var joined = new JoinedSample(sample.at(), notStarted(sample));
    return seen.arrivals().listening()
        ? knownBefore(sample)
            .map(before -> joined.beside(before, seen.arrivals(), state.history()))
            .orElse(joined.notStarted())
        : joined.notStarted();
  }

  private double notStarted(Sample sample) {
    return state.history().notStarted(sample, policy.slotsPerPod());
  }

  /** By an earlier sample or a proof; where there was neither, by the begin of counting. */
  private Optional<Known> knownBefore(Sample sample) {
    var known = sample.at().minus(JoinedSample.BEFORE);
    var earlier =
        seen.backlog().samples().stream()
            .filter(one -> !one.at().isAfter(known) && state.history().covers(one.at()))
            .reduce((one, next) -> next)
            .map(one -> new Known(one.at(), notStarted(one)));
    var proof = state.emptyAt().filter(at -> at.isBefore(sample.at())).map(this::provenAt);
    return Known.later(earlier, proof)
        .or(() -> seen.backlog().samples().size() == 1 ? startOfCounting() : Optional.empty())
        .filter(from -> from.at().plus(EstimatorState.COUNTED).isAfter(now));
  }

  /**
   * Without any anchor a doorbell's counts start from an empty queue, or one of which nothing tells
   * but the starts of what had waited there: these are no starts of what was counted. For an empty
   * pool they reach back before the time that it has been watched: what came while no operator led
   * still waits.
   */
  private Optional<Known> startOfCounting() {
    return seen.arrivals().listening()
        ? seen.arrivals()
            .countedFrom()
            .map(from -> isEmpty() ? from : Seconds.later(from, state.since()))
            .map(from -> new Known(from, 0, Optional.of(from)))
            .map(known -> known.withOthersStarted(state.history(), now))
        : Optional.empty();
  }

  private boolean isEmpty() {
    return seen.pods().desired() == 0 && seen.pods().ready() == 0;
  }
}
