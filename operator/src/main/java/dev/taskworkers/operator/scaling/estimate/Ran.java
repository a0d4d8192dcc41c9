// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.estimate;

import dev.taskworkers.operator.scaling.input.Arrivals;
import dev.taskworkers.operator.scaling.input.Backlog.Sample;
import dev.taskworkers.operator.scaling.input.Seconds;
import java.util.Optional;

/**
 * What ran between two samples where no worker reports, but arrivals are counted: min(B, slots)
 * tasks at each moment, and arrivals − ΔB of them ended.
 *
 * <p>Between the samples their number is taken to have changed evenly, and where more came early
 * than by chance, these to have ended evenly: a batch that came and went between two samples is not
 * taken for tasks that need no time.
 *
 * @param busySeconds for how long slots were busy, all together
 * @param arrived tasks that came
 * @param ended tasks that ended, 0 or more
 */
record Ran(double busySeconds, double arrived, double ended) {
  /** Samples are a minute apart, and pods come and go every few seconds. */
  private static final int PARTS = 12;

  /** Standard deviations of a Poisson count that are nothing but chance. */
  private static final double CHANCE = 2.5;

  /** Empty where arrivals were not counted. */
  static Optional<Ran> between(
      Sample first, Sample second, Arrivals arrivals, History history, int slotsPerPod) {
    var elapsed = Seconds.between(first.at(), second.at());
    var arrived = arrivals.between(first.at(), second.at());
    if (elapsed <= 0 || Double.isNaN(arrived)) {
      return Optional.empty();
    }
    double busy = 0;
    for (var i = 0; i < PARTS; i++) {
      var share = (i + 0.5) / PARTS;
      var at = first.at().plusMillis(Math.round(1000 * share * elapsed));
      var tasks =
          first.undelivered()
              + share * (second.undelivered() - first.undelivered())
              + early(arrivals.between(first.at(), at), arrived, share);
      var slots = history.at(at).map(tick -> tick.ready() * slotsPerPod).orElse(0);
      busy += Math.max(0, Math.min(tasks, slots)) * elapsed / PARTS;
    }
    var ended = arrived - (second.undelivered() - first.undelivered());
    return Optional.of(new Ran(busy, arrived, Math.max(0, ended)));
  }

  /**
   * How many more tasks had come by a part of the time than if all had come evenly; 0 while chance
   * explains it.
   */
  private static double early(double come, double all, double share) {
    var more = come - share * all;
    return more > CHANCE * Math.sqrt(all * share * (1 - share) + 1) ? more : 0;
  }
}
