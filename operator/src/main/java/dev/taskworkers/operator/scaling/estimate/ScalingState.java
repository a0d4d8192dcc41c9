// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.estimate;

import dev.taskworkers.operator.scaling.input.Arrivals;
import dev.taskworkers.operator.scaling.input.Backlog.Sample;
import dev.taskworkers.operator.scaling.input.Recent;
import dev.taskworkers.operator.scaling.input.Seconds;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a pool's decisions remember from one to the next.
 *
 * @param track what the estimator remembers; it begins with the pool, or with a new leader
 * @param decided what each of the last decisions found, oldest first
 * @param doubledAt when the pool was doubled last
 * @param upStep a step up that is watched for what it brings
 * @param blindSince since when nothing has told what is there
 * @param counted when every arrival was counted; empty where none was
 * @param drift how far off the estimate was when the newest sample was taken
 */
public record ScalingState(
    EstimatorState track,
    List<Decided> decided,
    Optional<Instant> doubledAt,
    Optional<UpStep> upStep,
    Optional<Instant> blindSince,
    Optional<Counted> counted,
    Optional<Drift> drift) {

  /** The longest hold time, and the age of a sample when it is replaced. */
  private static final Duration LENGTH = Duration.ofMinutes(5);

  /** As far back as a decision looks: the longest {@code stabilizationWindowSeconds}. */
  public static final Duration LONGEST = Duration.ofHours(1);

  public ScalingState {
    decided = List.copyOf(decided);
    // A record that an earlier version has written does not tell.
    counted = counted == null ? Optional.empty() : counted;
  }

  /**
   * What one decision found.
   *
   * @param needed pods that it called for
   * @param desired pods that were asked for when it was taken
   * @param tasks that waited or ran, as estimated
   */
  public record Decided(Instant at, int needed, int desired, double tasks) {}

  /** A memory with nothing in it. */
  public static ScalingState startingAt(Instant now) {
    return startingAt(now, ServiceTimeEstimate.NOTHING, Optional.empty());
  }

  /**
   * A memory with nothing in it but what was learned before.
   *
   * @param emptyAt when the pool was last known to have no task
   */
  public static ScalingState startingAt(
      Instant now, ServiceTimeEstimate before, Optional<Instant> emptyAt) {
    return new ScalingState(
        EstimatorState.startingAt(now, before, emptyAt),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  public ScalingState withTrack(EstimatorState continued) {
    return new ScalingState(continued, decided, doubledAt, upStep, blindSince, counted, drift);
  }

  /**
   * With one more decision; those older than 5 min, or {@code atLeast}, are forgotten, but for the
   * last of them, which tells how it was then.
   *
   * @param atLeast at most {@link #LONGEST}
   */
  public ScalingState withDecided(Decided newest, Duration atLeast) {
    var begin = newest.at().minus(Seconds.longer(atLeast, LENGTH));
    var before = decided.size() - (int) since(begin).count() - 1;
    var oldest = before >= 0 ? decided.get(before).at() : begin;
    var kept = Recent.with(decided, newest, Decided::at, oldest);
    return new ScalingState(track, kept, doubledAt, upStep, blindSince, counted, drift);
  }

  public ScalingState withDoubledAt(Instant now) {
    return new ScalingState(track, decided, Optional.of(now), upStep, blindSince, counted, drift);
  }

  public ScalingState withUpStep(Optional<UpStep> watched) {
    return new ScalingState(track, decided, doubledAt, watched, blindSince, counted, drift);
  }

  /** With the begin of not knowing, as long as that lasts. */
  public ScalingState withSight(boolean blind, Instant now) {
    var since = blind ? blindSince.or(() -> Optional.of(now)) : Optional.<Instant>empty();
    return new ScalingState(track, decided, doubledAt, upStep, since, counted, drift);
  }

  /** With the arrivals that are counted now. */
  public ScalingState withCounts(Arrivals arrivals) {
    var next = Counted.next(counted, arrivals);
    return new ScalingState(track, decided, doubledAt, upStep, blindSince, next, drift);
  }

  /** With what {@code newest} says about the estimate of its time. */
  public ScalingState withSample(Optional<Sample> newest) {
    var found = newest.flatMap(sample -> Drift.next(drift, sample, decided));
    return new ScalingState(
        track, decided, doubledAt, upStep, blindSince, counted, found.or(() -> drift));
  }

  /** Whether a decision before {@code at} is remembered, and each one since. */
  public boolean reaches(Instant at) {
    return !decided.isEmpty() && decided.get(0).at().isBefore(at);
  }

  /** The most pods that any decision in [from, now] needed, or {@code otherwise} without any. */
  public int mostNeededSince(Instant from, int otherwise) {
    return since(from).mapToInt(Decided::needed).max().orElse(otherwise);
  }

  /** The fewest pods that any decision in [from, now] needed, or {@code otherwise} without any. */
  public int fewestNeededSince(Instant from, int otherwise) {
    return since(from).mapToInt(Decided::needed).min().orElse(otherwise);
  }

  /**
   * The fewest tasks that any decision in [from, now] found, which waited or ran; 0 without any.
   */
  public double fewestTasksSince(Instant from) {
    return since(from).mapToDouble(Decided::tasks).min().orElse(0);
  }

  /**
   * The pods that were asked for at {@code at}, or as soon after as is remembered; {@code
   * otherwise} without any decision since.
   */
  public int desiredAt(Instant at, int otherwise) {
    return since(at).findFirst().map(Decided::desired).orElse(otherwise);
  }

  /** The most pods that were asked for in [from, now], or {@code otherwise} without any. */
  public int mostDesiredSince(Instant from, int otherwise) {
    return since(from).mapToInt(Decided::desired).max().orElse(otherwise);
  }

  /** The fewest pods that were asked for in [from, now], or {@code otherwise} without any. */
  public int fewestDesiredSince(Instant from, int otherwise) {
    return since(from).mapToInt(Decided::desired).min().orElse(otherwise);
  }

  private Stream<Decided> since(Instant from) {
    var first = decided.size();
    while (first > 0 && !decided.get(first - 1).at().isBefore(from)) {
      first--;
    }
    return decided.subList(first, decided.size()).stream();
  }
}
