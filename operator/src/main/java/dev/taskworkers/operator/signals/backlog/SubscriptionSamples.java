// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.backlog;

import dev.taskworkers.operator.scaling.input.Backlog;
import dev.taskworkers.operator.scaling.input.Backlog.Acknowledged;
import dev.taskworkers.operator.scaling.input.Backlog.Ended;
import dev.taskworkers.operator.scaling.input.Backlog.Sample;
import dev.taskworkers.operator.scaling.input.Backlog.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The samples of one subscription in the last minutes, and what the last question about them came
 * to. Nobody changes its maps.
 *
 * @param problem why the last question got no answer; empty when it got one
 * @param points what the samples are made of
 * @param answered when the last answer came
 * @param inVain answers in a row that should have brought a newer point and did not
 * @param acknowledged what was acknowledged from minute to minute, where that was asked for
 */
record SubscriptionSamples(
    String problem,
    TreeMap<Instant, Sample> samples,
    RegionalPoints points,
    Instant answered,
    int inVain,
    List<Acknowledged> acknowledged) {
  /** How far back is asked and remembered. */
  static final Duration WINDOW = Duration.ofMinutes(10);

  /** One or two answers without points happen to a subscription that is in use, too. */
  private static final int ENDED_AFTER = 5;

  /** Before the first answer. */
  static SubscriptionSamples none() {
    return new SubscriptionSamples(
        "", new TreeMap<>(), new RegionalPoints(), Instant.EPOCH, 0, List.of());
  }

  SubscriptionSamples afterFailure(String why) {
    return new SubscriptionSamples(why, samples, points, answered, 0, acknowledged);
  }

  /** Whether, with an answer, a region is not heard any more that held messages. */
  boolean missesRegion(RegionalPoints answer, Instant now) {
    return !with(answer, now).missing().isEmpty();
  }

  private RegionalPoints with(RegionalPoints answer, Instant now) {
    return points.with(answer, now.minus(WINDOW), now);
  }

  /**
   * With the points of an answer; those that fell out of the window are forgotten.
   *
   * @param totals of all regions together, which tell what there is since one of them is not heard
   *     any more
   */
  SubscriptionSamples afterAnswer(RegionalPoints answer, RegionalPoints totals, Instant now) {
    var all = with(answer, now);
    var counts = all.joined(Long::sum, now);
    var next = counts.isEmpty() ? Instant.EPOCH : counts.lastKey().plus(RegionalPoints.TOO_CLOSE);
    counts.putAll(totals.joined(Long::sum, now).tailMap(next));
    var known = new TreeMap<Instant, Sample>();
    counts
        .tailMap(now.minus(WINDOW))
        .forEach((at, count) -> known.put(at, new Sample(at, count, ageAt(at))));
    var isOverdue =
        all.newest().filter(at -> !at.plus(RegionalPoints.NEXT).isAfter(now)).isPresent();
    var isSame = all.newest().equals(points.newest());
    return new SubscriptionSamples(
        "", known, all, now, isOverdue && isSame ? inVain + 1 : 0, acknowledgedSince(now));
  }

  private List<Acknowledged> acknowledgedSince(Instant now) {
    return acknowledged.stream().filter(one -> one.to().isAfter(now.minus(WINDOW))).toList();
  }

  /** Counts are asked for more often than ages. */
  private Duration ageAt(Instant at) {
    return samples.containsKey(at) ? samples.get(at).oldestAge() : Duration.ZERO;
  }

  /** With the oldest ages of an answer added to the samples of the same times. */
  SubscriptionSamples withAges(Map<Instant, Duration> ages) {
    var aged = new TreeMap<>(samples);
    aged.replaceAll(
        (at, sample) ->
            ages.containsKey(at) ? new Sample(at, sample.undelivered(), ages.get(at)) : sample);
    return new SubscriptionSamples(problem, aged, points, answered, inVain, acknowledged);
  }

  SubscriptionSamples withAcknowledged(List<Acknowledged> answer) {
    return new SubscriptionSamples(problem, samples, points, answered, inVain, answer);
  }

  /** Whether tasks may have ended of which Monitoring shows the end only by and by. */
  boolean hadBacklog() {
    return samples.values().stream().anyMatch(sample -> sample.undelivered() > 0);
  }

  /** Whether Monitoring was never asked about it. */
  boolean isNew() {
    return answered.equals(Instant.EPOCH) && !failed();
  }

  boolean failed() {
    return !problem.isEmpty();
  }

  boolean hasBacklog() {
    return !samples.isEmpty() && samples.lastEntry().getValue().undelivered() > 0;
  }

  KnownBacklog at(Instant now) {
    var recent = !samples.isEmpty() && !samples.lastKey().plus(Backlog.FRESH_FOR).isBefore(now);
    var usable = failed() && !recent ? List.<Sample>of() : List.copyOf(samples.values());
    var backlog = new Backlog(state(recent, now), usable, ended(), acknowledged);
    var known = KnownBacklog.of(backlog, failed() ? problem : missing()).withHeld(held(now));
    return !failed() && !isNew() && points.last() == 0 ? known.withLastEmpty() : known;
  }

  /**
   * Of what was sampled earlier the samples tell, and of messages that they show already: these may
   * be in back-off.
   */
  private Optional<Instant> held(Instant now) {
    if (hasBacklog()) {
      return Optional.empty();
    }
    var told = samples.isEmpty() ? now.minus(WINDOW) : samples.lastKey();
    return points.held().filter(told::isBefore);
  }

  private State state(boolean recent, Instant now) {
    if (failed()) {
      return State.ERROR;
    }
    if (recent) {
      return State.FRESH;
    }
    var shown = points.newest().filter(at -> at.plus(WINDOW).isAfter(now)).isPresent();
    return samples.isEmpty() && !shown ? State.MISSING : State.STALE;
  }

  /** Which regions keep the others from being summed, as a part of a sentence. */
  private String missing() {
    var regions = points.missing();
    return regions.isEmpty()
        ? ""
        : String.join(" and ", regions) + " held messages and shows no samples any more";
  }

  /** The series of all regions ended together, and answers keep saying so. */
  private Optional<Ended> ended() {
    return inVain >= ENDED_AFTER && points.missing().isEmpty()
        ? points
            .newest()
            .map(at -> new Ended(points.last(), at, answered.minus(RegionalPoints.NEXT)))
        : Optional.empty();
  }
}
