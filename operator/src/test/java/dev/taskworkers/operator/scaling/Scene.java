// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling;

import dev.taskworkers.operator.scaling.estimate.ScalingState;
import dev.taskworkers.operator.scaling.input.Arrivals;
import dev.taskworkers.operator.scaling.input.Backlog;
import dev.taskworkers.operator.scaling.input.Behavior;
import dev.taskworkers.operator.scaling.input.Observation;
import dev.taskworkers.operator.scaling.input.Pods;
import dev.taskworkers.operator.scaling.input.Policy;
import dev.taskworkers.operator.scaling.input.RateLimit;
import dev.taskworkers.operator.scaling.input.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A pool as it stands after some calm minutes, to be decided on: c = 4, S = 5 s, δ = 25 s. In the
 * calm its pods were ready, had free slots and kept up with {@code calm} tasks per second; in the
 * last 15 s {@code lately} came.
 */
final class Scene {
  static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  static final int TICK_SECONDS = 5;
  static final int SLOTS = 4;
  static final double TASK_SECONDS = 5;
  static final int LATELY_SECONDS = 15;

  int min;
  int max = 100;
  OptionalInt pinned = OptionalInt.empty();
  Optional<Policy.Floor> floor = Optional.empty();
  Behavior behavior = Behavior.UNLIMITED;
  Optional<Policy.Fallback> fallback = Optional.empty();
  Optional<RateLimit> rateLimit = Optional.empty();
  Policy.Action action = Policy.Action.CARRY_OUT;
  boolean workersReport = true;
  boolean listening = true;
  int countsLateSeconds;
  boolean probing;
  Optional<Instant> noticed = Optional.empty();
  Duration watched = Duration.ofMinutes(5);
  double calm;
  double lately;
  int desired;
  int ready;
  Duration orderedFor = Duration.ZERO;
  Duration timeToReady = Duration.ofSeconds(25);
  int unschedulable;
  Duration unschedulableFor = Duration.ZERO;
  int busy;
  int leaving;
  boolean saturated;
  boolean silent;
  boolean untold;
  double failing;
  double waitSeconds;
  Backlog backlog = Backlog.missing();

  static Scene of(int pods) {
    var scene = new Scene();
    scene.desired = pods;
    scene.ready = pods;
    return scene;
  }

  Scene arriving(double perSecond) {
    calm = perSecond;
    lately = perSecond;
    return busy((int) (perSecond * TASK_SECONDS));
  }

  Scene lately(double perSecond) {
    lately = perSecond;
    return this;
  }

  Scene notCounted() {
    listening = false;
    return this;
  }

  Scene busy(int tasks) {
    busy = tasks;
    return this;
  }

  /** What other pods have in hand that pull no more. */
  Scene leaving(int tasks) {
    leaving = tasks;
    return this;
  }

  /** More pods, asked for so long ago, are starting still. */
  Scene starting(int more, Duration ago) {
    desired = ready + more;
    orderedFor = ago;
    return this;
  }

  Scene saturated() {
    saturated = true;
    return busy(ready * SLOTS);
  }

  /** Monitoring says that so many waited when it was asked five seconds ago. */
  Scene waiting(int tasks) {
    return sampled(TICK_SECONDS, busy + (long) tasks);
  }

  Scene sampled(int secondsAgo, long undelivered) {
    var at = NOW.minusSeconds(secondsAgo);
    backlog =
        new Backlog(
            Backlog.State.FRESH, List.of(new Backlog.Sample(at, undelivered, Duration.ZERO)));
    return this;
  }

  Policy policy() {
    return Policy.of(max, Duration.ofSeconds(30), SLOTS, workersReport)
        .withFloor(floor.orElse(Policy.Floor.of(min)))
        .withPinned(pinned)
        .withAction(action)
        .withBehavior(behavior)
        .withFallback(fallback)
        .withRateLimit(rateLimit);
  }

  Decision decide() {
    return new Autoscaler().decide(policy(), observation(), memory(), NOW);
  }

  /** What the calm ticks have left behind. */
  ScalingState memory() {
    var began = NOW.minus(watched);
    var memory = ScalingState.startingAt(began);
    for (var at = began; at.isBefore(NOW); at = at.plusSeconds(TICK_SECONDS)) {
      memory = new Autoscaler().decide(policy(), calmAt(at), memory, at).memory();
    }
    return memory;
  }

  Observation observation() {
    return new Observation(orderedPods(), backlog, arrivals(NOW), service(NOW, silent ? 0 : ready));
  }

  private Observation calmAt(Instant at) {
    return new Observation(
        at.isBefore(NOW.minus(orderedFor))
            ? new Pods(ready, ready, 0, 0, timesToReady())
            : orderedPods(),
        Backlog.missing(),
        arrivals(at),
        service(at, ready));
  }

  private Pods orderedPods() {
    var starting = Math.max(0, desired - ready);
    return new Pods(desired, ready, starting, unschedulable, timesToReady(), unschedulableFor);
  }

  private List<Duration> timesToReady() {
    return Collections.nCopies(5, timeToReady);
  }

  private Arrivals arrivals(Instant at) {
    if (!listening) {
      return probing || noticed.isPresent() ? Arrivals.probed(noticed) : Arrivals.notCounted();
    }
    var first = at.getEpochSecond() - 599;
    var counts = new ArrayList<Integer>();
    for (var second = first; second <= at.getEpochSecond(); second++) {
      var late = second > at.getEpochSecond() - countsLateSeconds;
      counts.add(late ? -1 : (int) (arrived(second + 1) - arrived(second)));
    }
    return Arrivals.counted(first, counts);
  }

  /** Tasks published before an epoch second. */
  private long arrived(long second) {
    var change = NOW.getEpochSecond() - LATELY_SECONDS;
    var calmSeconds = Math.min(second, change) - change + 10_000;
    return (long) (calmSeconds * calm) + (long) (Math.max(0, second - change) * lately);
  }

  private Service service(Instant at, int reporting) {
    if (!workersReport) {
      return Service.unreported();
    }
    var ended = ended(at);
    var nowSaturated = saturated && !at.isBefore(NOW);
    var inHand = saturated && !nowSaturated ? busy / 2 : busy;
    return Service.builder()
        .reporting(reporting)
        .untold(untold)
        .slots(reporting * SLOTS)
        .busy(reporting == 0 ? 0 : inHand + leaving)
        .outsideSlots(reporting == 0 ? 0 : leaving)
        .started(ended + inHand + leaving)
        .finished(ended)
        .failed((long) (failing * ended))
        .taskSeconds(ended * TASK_SECONDS)
        .timed(ended)
        .waitSeconds(waitSeconds * ended)
        .waited(ended)
        .freeSince(ready == 0 || nowSaturated ? Optional.empty() : Optional.of(at.minusSeconds(60)))
        .busySeconds(ended * TASK_SECONDS)
        .build();
  }

  /** What came in the calm is done; of a burst no more is than before. */
  private long ended(Instant at) {
    var change = NOW.minusSeconds(LATELY_SECONDS);
    var late = Math.max(0, Duration.between(change, at).toSeconds());
    var calmSeconds = 10_000 + Duration.between(NOW, at).toSeconds() - late;
    return (long) (calmSeconds * calm + late * Math.min(calm, lately));
  }
}
