// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.input;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What the user wants of a pool, as far as scaling is concerned.
 *
 * @param floor fewest pods, and what asks for them
 * @param maxReplicas most pods, at least the floor and 1
 * @param pinned a fixed number of pods, as {@code kubectl scale} sets it
 * @param action whether the decision is carried out
 * @param maxWait longest time that a task should wait
 * @param drainWithin time to work off a backlog in, once pods are up
 * @param slotsPerPod tasks at once in a pod, c
 * @param workersReport whether the pool's workers are ours and tell what they do
 * @param behavior limits of single steps
 * @param fallback what to do when nothing is known for long
 * @param rateLimit how many tasks may be started, whatever there are slots for
 */
public record Policy(
    Floor floor,
    int maxReplicas,
    OptionalInt pinned,
    Action action,
    Duration maxWait,
    Duration drainWithin,
    int slotsPerPod,
    boolean workersReport,
    Behavior behavior,
    Optional<Fallback> fallback,
    Optional<RateLimit> rateLimit) {

  public Policy {
    if (floor.replicas() < 0 || maxReplicas < Math.max(1, floor.replicas()) || slotsPerPod < 1) {
      throw new IllegalArgumentException(
          "0 <= minReplicas <= maxReplicas and slotsPerPod >= 1 are needed, but found "
              + floor.replicas()
              + ", "
              + maxReplicas
              + ", "
              + slotsPerPod);
    }
  }

  /** The policy of a pool that says nothing else: from zero, with no limits to a step. */
  public static Policy of(
      int maxReplicas, Duration maxWait, int slotsPerPod, boolean workersReport) {
    return new Policy(
        Floor.of(0),
        maxReplicas,
        OptionalInt.empty(),
        Action.CARRY_OUT,
        maxWait,
        maxWait,
        slotsPerPod,
        workersReport,
        Behavior.UNLIMITED,
        Optional.empty(),
        Optional.empty());
  }

  /** This policy with other fewest pods. */
  public Policy withFloor(Floor other) {
    return with(other, pinned, action, drainWithin, behavior, fallback, rateLimit);
  }

  /** This policy with another fixed number of pods, or none. */
  public Policy withPinned(OptionalInt other) {
    return with(floor, other, action, drainWithin, behavior, fallback, rateLimit);
  }

  /** This policy whose decisions become something else. */
  public Policy withAction(Action other) {
    return with(floor, pinned, other, drainWithin, behavior, fallback, rateLimit);
  }

  /** This policy with another time to work off a backlog in. */
  public Policy withDrainWithin(Duration other) {
    return with(floor, pinned, action, other, behavior, fallback, rateLimit);
  }

  /** This policy with other limits of single steps. */
  public Policy withBehavior(Behavior other) {
    return with(floor, pinned, action, drainWithin, other, fallback, rateLimit);
  }

  /** This policy with something else to do when nothing is known for long. */
  public Policy withFallback(Optional<Fallback> other) {
    return with(floor, pinned, action, drainWithin, behavior, other, rateLimit);
  }

  /** This policy with another limit of starts, or none. */
  public Policy withRateLimit(Optional<RateLimit> other) {
    return with(floor, pinned, action, drainWithin, behavior, fallback, other);
  }

  private Policy with(
      Floor floor,
      OptionalInt pinned,
      Action action,
      Duration drainWithin,
      Behavior behavior,
      Optional<Fallback> fallback,
      Optional<RateLimit> rateLimit) {
    return new Policy(
        floor,
        maxReplicas,
        pinned,
        action,
        maxWait,
        drainWithin,
        slotsPerPod,
        workersReport,
        behavior,
        fallback,
        rateLimit);
  }

  /** This policy for a pool whose subscription can't be pulled: what it decides is not done. */
  public Policy keeping() {
    return action == Action.CARRY_OUT ? withAction(Action.KEEP) : this;
  }

  /**
   * This policy for a new pool that runs nothing yet: what it decides is told when it is done, as
   * that of a pool that is pinned, too.
   */
  public Policy waiting() {
    return action == Action.CARRY_OUT
        ? withAction(Action.KEEP).withPinned(OptionalInt.empty())
        : this;
  }

  /**
   * This policy for workers that can't be told how many share the pool's rate: each keeps to its
   * share of {@code maxReplicas}.
   */
  public Policy withUntoldShares() {
    return rateLimit
        .filter(limit -> limit.perPool().isPresent())
        .map(limit -> withRateLimit(Optional.of(limit.sharedBy(maxReplicas))))
        .orElse(this);
  }

  /** The most tasks per second that a pod gets done, μ, when one takes {@code taskSeconds}. */
  public double podRate(double taskSeconds) {
    var slots = slotsPerPod / taskSeconds;
    return rateLimit.isEmpty() ? slots : Math.min(slots, rateLimit.get().perPod().orElse(slots));
  }

  /** Whether a rate limit lets a pod start fewer tasks than its slots could. */
  public boolean startsFew(double taskSeconds) {
    return podRate(taskSeconds) < slotsPerPod / taskSeconds;
  }

  /** Tasks per second that ready pods start while some wait. */
  public double startRate(int ready, double taskSeconds) {
    var slots = ready * podRate(taskSeconds);
    return rateLimit.isEmpty() ? slots : Math.min(slots, rateLimit.get().perPool().orElse(slots));
  }

  /**
   * The fewest pods that use up the pool's rate limit, at least 1; empty without one. What may
   * start while the slots of all pods are busy is lost, so there is room for chance, by a standard
   * deviation of what runs at once: with L·S slots and no more, always some of L is lost.
   *
   * <pre>n = max(⌈L / μ⌉, ⌈(L·S + √(L·S)) / c⌉)</pre>
   */
  public OptionalInt podsOfRateLimit(double taskSeconds) {
    var perPool = rateLimit.map(RateLimit::perPool).orElse(OptionalDouble.empty());
    if (perPool.isEmpty()) {
      return OptionalInt.empty();
    }
    var running = perPool.getAsDouble() * taskSeconds;
    var starting = perPool.getAsDouble() / podRate(taskSeconds);
    var pods = Math.max(starting, (running + Math.sqrt(running)) / slotsPerPod);
    return OptionalInt.of((int) Math.max(1, Math.ceil(pods)));
  }

  /** What happens with a decision. */
  public enum Action {
    CARRY_OUT,
    /** Nothing can be pulled: the pool keeps the pods that it has, unless its user pins others. */
    KEEP,
    ADVISE,
    PAUSE
  }

  /**
   * The fewest pods.
   *
   * @param schedule the entry of a schedule that asks for them, empty for {@code minReplicas}
   */
  public record Floor(int replicas, Optional<String> schedule) {
    /** {@code minReplicas}. */
    public static Floor of(int minReplicas) {
      return new Floor(minReplicas, Optional.empty());
    }
  }

  /** Pods to have at least when nothing has been known for a time. */
  public record Fallback(int replicas, Duration after) {}
}
