// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.operator.pool.timeline.Distributions;
import dev.taskworkers.operator.pool.timeline.Mark;
import dev.taskworkers.operator.pool.timeline.Measure;
import dev.taskworkers.operator.pool.timeline.Moment;
import dev.taskworkers.operator.pool.timeline.PoolTimeline;
import dev.taskworkers.operator.pool.timeline.Trouble;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A day of one pool, as columns of numbers: those of a chart.
 *
 * @param now by the operator's clock
 * @param since when it has first looked at the pool
 * @param at epoch seconds; from five minutes to the next, and lately from five seconds to the next
 * @param columns by the words of {@link Measure}, as long as {@code at}; null where nothing is
 *     known, and the highest value of a time
 * @param distributions how long tasks of the last hour waited and ran
 * @param troubles what was not as it should be, and when
 * @param earlier decisions, which are too many to say all sentences of each time somebody looks
 * @param decisions the newest that asked for another number of pods, oldest first
 */
record TimelineView(
    String pool,
    Instant now,
    Optional<Instant> since,
    Optional<Double> objectiveSeconds,
    List<Long> at,
    Map<String, List<Double>> columns,
    Histograms distributions,
    List<Band> troubles,
    Steps earlier,
    List<Mark> decisions) {
  /** Whose sentences are told. */
  static final int NEWEST = 100;

  private static final double DIGITS = 10_000;

  /** Between two points that are further apart nothing was seen. */
  private static final long LONGEST_STEP_SECONDS = 300;

  /**
   * A time in which something was not as it should be.
   *
   * @param from and {@code to}: epoch seconds of the first and the last point that show it
   */
  record Band(String kind, long from, long to) {}

  /**
   * Decisions without their sentences, as columns, oldest first.
   *
   * @param at milliseconds since the epoch
   */
  record Steps(List<Long> at, List<Integer> from, List<Integer> to) {
    private static Steps of(List<Mark> decisions) {
      return new Steps(
          decisions.stream().map(mark -> mark.at().toEpochMilli()).toList(),
          decisions.stream().map(Mark::from).toList(),
          decisions.stream().map(Mark::to).toList());
    }
  }

  /**
   * Times by buckets.
   *
   * @param limits of the buckets, in seconds; there is one more for what is longer
   */
  record Histograms(List<Double> limits, Distributions.Steps steps) {}

  static TimelineView of(
      String pool,
      PoolTimeline timeline,
      Distributions distributions,
      Optional<PoolLook> look,
      List<Mark> decisions,
      Instant now) {
    var moments = timeline.moments(now);
    var first = Math.max(0, decisions.size() - NEWEST);
    var columns = new LinkedHashMap<String, List<Double>>();
    for (var measure : Measure.values()) {
      columns.put(measure.word(), column(moments, measure));
    }
    return new TimelineView(
        pool,
        now,
        timeline.since(),
        look.map(last -> last.policy().maxWait().toMillis() / 1000.0),
        List.copyOf(moments.keySet()),
        columns,
        new Histograms(PoolMetrics.LIMITS, distributions.steps(now)),
        bands(moments),
        Steps.of(decisions.subList(0, first)),
        decisions.subList(first, decisions.size()));
  }

  private static List<Double> column(Map<Long, Moment> moments, Measure measure) {
    var values = new ArrayList<Double>(moments.size());
    moments.values().forEach(moment -> values.add(value(moment.of(measure))));
    return values;
  }

  private static Double value(double number) {
    return Double.isNaN(number) ? null : Math.round(number * DIGITS) / DIGITS;
  }

  private static List<Band> bands(Map<Long, Moment> moments) {
    var bands = new ArrayList<Band>();
    for (var trouble : Trouble.values()) {
      var open = Optional.<Band>empty();
      for (var entry : moments.entrySet()) {
        var at = entry.getKey();
        var goesOn = open.filter(band -> at - band.to() <= LONGEST_STEP_SECONDS);
        var isSo = entry.getValue().troubles().contains(trouble);
        if (goesOn.isEmpty() || !isSo) {
          open.ifPresent(bands::add);
        }
        open =
            isSo
                ? Optional.of(new Band(trouble.words(), goesOn.map(Band::from).orElse(at), at))
                : Optional.empty();
      }
      open.ifPresent(bands::add);
    }
    return bands;
  }

  /** One line of JSON. */
  String json() {
    return RecordJson.write(this) + "\n";
  }
}
