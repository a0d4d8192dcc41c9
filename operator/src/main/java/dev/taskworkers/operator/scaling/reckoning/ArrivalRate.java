package dev.taskworkers.operator.scaling.reckoning;

import dev.taskworkers.operator.scaling.reckoning.Reckoning.Arriving;
import dev.taskworkers.operator.scaling.signals.Arrivals;
import dev.taskworkers.operator.scaling.signals.Backlog;
import dev.taskworkers.operator.scaling.signals.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** New tasks per second, λ, from the best source that there is. */
public record ArrivalRate(double perSecond, Arriving evidence) {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofSeconds(15);

  /** A doorbell's counts are complete after this time. */
  private static final Duration SETTLED = Duration.ofSeconds(2);

  /** How far apart two samples may be and still tell a rate. */
  private static final Duration SAMPLE_GAP = Duration.ofMinutes(3);

  private static final ArrivalRate UNKNOWN = new ArrivalRate(0, Arriving.UNKNOWN);

  /** Counted by a doorbell, else inferred from what workers start, else from two samples. */
  static ArrivalRate of(
      Arrivals arrivals,
      Backlog backlog,
      History history,
      int slotsPerPod,
      double taskSeconds,
      Instant now) {
    if (arrivals.listening()) {
      return counted(arrivals, now);
    }
    var sampled = sampled(backlog, history, slotsPerPod, taskSeconds);
    if (history.last().filter(History.Tick::reported).isEmpty()) {
      return sampled;
    }
    var inferred = inferred(history, now);
    return sampled.perSecond > inferred && history.last().get().service().freeSince().isEmpty()
        ? sampled
        : new ArrivalRate(inferred, Arriving.INFERRED);
  }

  /**
   * The mean of a minute; the mean of 15 s instead where it lies more than three standard
   * deviations of a Poisson count above, so that a burst shows at once and noise does not.
   */
  private static ArrivalRate counted(Arrivals arrivals, Instant now) {
    var until = now.minus(SETTLED);
    var mean = known(arrivals.between(until.minus(LONG), until)) / Seconds.of(LONG);
    var recent = known(arrivals.between(until.minus(SHORT), until));
    var expected = mean * Seconds.of(SHORT);
    var burst = recent > expected + 3 * Math.sqrt(expected + 1);
    return new ArrivalRate(burst ? recent / Seconds.of(SHORT) : mean, Arriving.COUNTED);
  }

  private static double known(double count) {
    return Double.isNaN(count) ? 0 : count;
  }

  /**
   * Tasks started in the last minute, divided by the span of time in which they were published: λ =
   * starts / (Δt − Δw), where w is how long starting tasks had waited. While a slot is free w is
   * near 0, and arrivals are starts.
   */
  private static double inferred(History history, Instant now) {
    var ticks =
        history.ticks().stream().filter(tick -> !tick.at().isBefore(now.minus(LONG))).toList();
    if (ticks.size() < 2) {
      return 0;
    }
    var begin = ticks.get(0).at();
    var elapsed = Seconds.between(begin, now);
    var started = history.grown(Service::started, begin, now);
    var again = Math.min(started, history.grown(Service::returned, begin, now));
    var first = IntStream.range(1, ticks.size()).filter(i -> starts(ticks, i) > 0).findFirst();
    if (first.isEmpty()) {
      return 0;
    }
    var from = ticks.get(first.getAsInt());
    var waitThen = meanWait(history, ticks.get(first.getAsInt() - 1).at(), from.at());
    var waitNow = meanWait(history, now.minus(SHORT), now);
    var published = Seconds.between(from.at(), now) - waitNow + waitThen;
    // A span that is short beside the window says little; then starts are the better measure.
    return (started - again) / (published > elapsed / 4 ? published : elapsed);
  }

  private static long starts(List<History.Tick> ticks, int i) {
    return ticks.get(i).service().started() - ticks.get(i - 1).service().started();
  }

  /** Mean time from publish to start of the first runs that began in the interval, seconds. */
  static double meanWait(History history, Instant from, Instant to) {
    var waited = history.grown(Service::waited, from, to);
    return waited < 0.5 ? 0 : history.grown(Service::waitSeconds, from, to) / waited;
  }

  /** λ = ΔB/Δt plus what was served in between, min(B, slots) / S on average. */
  private static ArrivalRate sampled(
      Backlog backlog, History history, int slotsPerPod, double taskSeconds) {
    var samples = backlog.samples();
    if (backlog.fix().isEmpty() || samples.size() < 2) {
      return UNKNOWN;
    }
    var first = samples.get(samples.size() - 2);
    var second = samples.get(samples.size() - 1);
    var elapsed = Seconds.between(first.at(), second.at());
    if (elapsed <= 0 || elapsed > Seconds.of(SAMPLE_GAP)) {
      return UNKNOWN;
    }
    var change = (second.undelivered() - first.undelivered()) / elapsed;
    var running =
        (running(first, history, slotsPerPod) + running(second, history, slotsPerPod)) / 2;
    return new ArrivalRate(Math.max(0, change + running / taskSeconds), Arriving.SAMPLED);
  }

  private static double running(Backlog.Sample sample, History history, int slotsPerPod) {
    var ready = history.at(sample.at()).map(History.Tick::ready).orElse(0);
    return Math.min(sample.undelivered(), (double) ready * slotsPerPod);
  }
}
