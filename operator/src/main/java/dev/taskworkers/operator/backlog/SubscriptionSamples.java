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
 * @param failed whether the last question got no answer
 */
record SubscriptionSamples(Instant asked, boolean failed, TreeMap<Instant, Sample> samples) {
  /** Monitoring shows a sample up to 5 min after the one before; older is not a fix any more. */
  static final Duration FRESH = Duration.ofMinutes(6);

  /** How far back is asked and remembered. */
  static final Duration WINDOW = Duration.ofMinutes(10);

  static SubscriptionSamples none(Instant asked) {
    return new SubscriptionSamples(asked, false, new TreeMap<>());
  }

  SubscriptionSamples asked(Instant now) {
    return new SubscriptionSamples(now, failed, samples);
  }

  SubscriptionSamples afterFailure() {
    return new SubscriptionSamples(asked, true, samples);
  }

  /** With the samples of an answer; those that fell out of the window are forgotten. */
  SubscriptionSamples afterAnswer(Map<Instant, Sample> answer, Instant now) {
    var merged = new TreeMap<>(samples);
    answer.values().stream()
        .filter(sample -> !sample.at().isAfter(now))
        .forEach(sample -> merged.put(sample.at(), sample));
    return new SubscriptionSamples(asked, false, new TreeMap<>(merged.tailMap(now.minus(WINDOW))));
  }

  /** With the oldest ages of an answer added to the samples of the same times. */
  SubscriptionSamples withAges(Map<Instant, Duration> ages) {
    var aged = new TreeMap<>(samples);
    aged.replaceAll(
        (at, sample) ->
            ages.containsKey(at) ? new Sample(at, sample.undelivered(), ages.get(at)) : sample);
    return new SubscriptionSamples(asked, failed, aged);
  }

  boolean hasBacklog() {
    return !samples.isEmpty() && samples.lastEntry().getValue().undelivered() > 0;
  }

  Backlog at(Instant now) {
    var recent = !samples.isEmpty() && !samples.lastKey().plus(FRESH).isBefore(now);
    if (failed) {
      return new Backlog(State.ERROR, recent ? samples.values().stream().toList() : List.of());
    }
    var state = samples.isEmpty() ? State.MISSING : recent ? State.FRESH : State.STALE;
    return new Backlog(state, samples.values().stream().toList());
  }
}
