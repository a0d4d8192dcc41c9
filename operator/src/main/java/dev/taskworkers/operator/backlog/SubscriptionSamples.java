package dev.taskworkers.operator.backlog;

import dev.taskworkers.operator.scaling.signals.Backlog;
import dev.taskworkers.operator.scaling.signals.Backlog.Sample;
import dev.taskworkers.operator.scaling.signals.Backlog.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The samples of one subscription in the last minutes, and what the last question about them came
 * to. Immutable.
 *
 * @param asked when somebody last wanted to know
 * @param problem why the last question got no answer; empty when it got one
 */
record SubscriptionSamples(Instant asked, String problem, TreeMap<Instant, Sample> samples) {
  /** Monitoring shows a sample up to 5 min after the one before; older is not a fix any more. */
  static final Duration FRESH = Duration.ofMinutes(6);

  /** How far back is asked and remembered. */
  static final Duration WINDOW = Duration.ofMinutes(10);

  static SubscriptionSamples none(Instant asked) {
    return new SubscriptionSamples(asked, "", new TreeMap<>());
  }

  SubscriptionSamples asked(Instant now) {
    return new SubscriptionSamples(now, problem, samples);
  }

  SubscriptionSamples afterFailure(String why) {
    return new SubscriptionSamples(asked, why, samples);
  }

  /** With the samples of an answer; those that fell out of the window are forgotten. */
  SubscriptionSamples afterAnswer(Map<Instant, Sample> answer, Instant now) {
    var merged = new TreeMap<>(samples);
    answer.values().stream()
        .filter(sample -> !sample.at().isAfter(now))
        .forEach(sample -> merged.merge(sample.at(), sample, SubscriptionSamples::keepingAge));
    return new SubscriptionSamples(asked, "", new TreeMap<>(merged.tailMap(now.minus(WINDOW))));
  }

  /** Counts are asked for more often than ages. */
  private static Sample keepingAge(Sample before, Sample now) {
    return new Sample(now.at(), now.undelivered(), before.oldestAge());
  }

  /** With the oldest ages of an answer added to the samples of the same times. */
  SubscriptionSamples withAges(Map<Instant, Duration> ages) {
    var aged = new TreeMap<>(samples);
    aged.replaceAll(
        (at, sample) ->
            ages.containsKey(at) ? new Sample(at, sample.undelivered(), ages.get(at)) : sample);
    return new SubscriptionSamples(asked, problem, aged);
  }

  boolean failed() {
    return !problem.isEmpty();
  }

  boolean hasBacklog() {
    return !samples.isEmpty() && samples.lastEntry().getValue().undelivered() > 0;
  }

  KnownBacklog at(Instant now) {
    var recent = !samples.isEmpty() && !samples.lastKey().plus(FRESH).isBefore(now);
    var state =
        failed()
            ? State.ERROR
            : samples.isEmpty() ? State.MISSING : recent ? State.FRESH : State.STALE;
    var usable = failed() && !recent ? List.<Sample>of() : List.copyOf(samples.values());
    return KnownBacklog.of(new Backlog(state, usable), problem);
  }
}
