// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.operator.pool.timeline.Measure;
import dev.taskworkers.operator.pool.timeline.PoolTimeline;
import dev.taskworkers.operator.scaling.input.Seconds;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;

/**
 * A pool in a line, among all others.
 *
 * @param pool namespace and name
 * @param state a word for people
 * @param level 0 where somebody should look, 1 where somebody may want to, 2 where all is well
 * @param message the sentence of the last decision, or why the pool is refused
 * @param since when the operator has first looked at it
 * @param now what a look has found; absent while the pool is refused
 * @param arrivals per second, one for each half minute of the last quarter of an hour; -1 where
 *     nothing is known
 * @param done as arrivals
 */
record PoolRow(
    String pool,
    String state,
    int level,
    String message,
    Optional<Instant> since,
    Optional<Now> now,
    List<Double> arrivals,
    List<Double> done) {
  private static final int BINS = 30;
  private static final int BIN_SECONDS = 30;

  /** Many ticks, and more than lies between two tries at a pool whose look fails. */
  private static final Duration OVERDUE = Duration.ofMinutes(2);

  /**
   * What a look has found.
   *
   * @param waitSeconds of the oldest task that waits, as estimated
   * @param wanted pods that are needed before limits
   * @param binds what kind of thing sets the number of pods
   */
  public record Now(
      Instant at,
      double waitSeconds,
      double objectiveSeconds,
      double waiting,
      double running,
      double arrivalRate,
      double taskSeconds,
      int ready,
      int desired,
      int wanted,
      int minReplicas,
      int maxReplicas,
      String binds,
      String reason) {
    static Now of(PoolLook look) {
      var decision = look.decision();
      var estimate = decision.estimate();
      return new Now(
          look.at(),
          round(look.waitSeconds()),
          Seconds.of(look.policy().maxWait()),
          round(estimate.waiting()),
          round(estimate.running()),
          rate(estimate.arrivalRate()),
          round(estimate.taskSeconds()),
          look.seen().observation().pods().ready(),
          decision.replicas(),
          decision.wanted(),
          look.policy().floor().replicas(),
          look.policy().maxReplicas(),
          decision.reason().binding().word(),
          decision.reason().word());
    }
  }

  /**
   * The row.
   *
   * @param look the last one, which may be of long ago
   * @param problem why the pool is not ready; empty while it is
   */
  static PoolRow of(
      String pool,
      Optional<PoolLook> look,
      Optional<String> problem,
      PoolTimeline timeline,
      Instant now) {
    var overdue = look.map(PoolLook::at).filter(at -> at.plus(OVERDUE).isBefore(now));
    var health =
        look.map(last -> PoolHealth.of(last, problem.isEmpty()))
            .map(known -> overdue.isEmpty() ? known : PoolHealth.NOT_LOOKED_AT)
            .orElse(problem.isPresent() ? PoolHealth.NOT_READY : PoolHealth.STARTING);
    return new PoolRow(
        pool,
        health.word(),
        health.level(),
        overdue
            .map(PoolRow::notSince)
            .or(() -> problem)
            .or(() -> look.map(last -> last.decision().message()))
            .orElse(""),
        timeline.since(),
        look.map(Now::of),
        means(timeline, Measure.ARRIVALS, now),
        means(timeline, Measure.DONE, now));
  }

  private static String notSince(Instant at) {
    return "The operator has not looked at this pool since "
        + at.truncatedTo(ChronoUnit.SECONDS)
        + ", so the numbers are of then.";
  }

  private static List<Double> means(PoolTimeline timeline, Measure measure, Instant now) {
    return DoubleStream.of(timeline.means(measure, BIN_SECONDS, BINS, now))
        .mapToObj(mean -> Double.isNaN(mean) ? -1 : rate(mean))
        .toList();
  }

  /** To a hundredth: more says nothing here and takes room on the way. */
  private static double round(double value) {
    return Math.round(value * 100) / 100.0;
  }

  /** As in the timeline: a task in three hours is not none. */
  private static double rate(double perSecond) {
    return Math.round(perSecond * 10_000) / 10_000.0;
  }
}
