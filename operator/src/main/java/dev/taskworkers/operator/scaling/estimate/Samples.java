// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.estimate;

import dev.taskworkers.operator.scaling.estimate.ArrivalRate.Dated;
import dev.taskworkers.operator.scaling.input.Backlog;
import dev.taskworkers.operator.scaling.input.Backlog.Sample;
import dev.taskworkers.operator.scaling.input.Policy;
import dev.taskworkers.operator.scaling.input.Seconds;
import dev.taskworkers.operator.scaling.input.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The samples that still say something.
 *
 * @param emptyAt a later proof that nothing waited, which makes earlier samples history
 */
record Samples(Backlog backlog, Optional<Instant> emptyAt) {
  /** How far apart two samples may be and still tell a rate. */
  private static final Duration LARGEST_GAP = Duration.ofMinutes(3);

  /** So many tasks tell a rate to about a third. */
  private static final double ENOUGH = 8;

  /**
   * The rate between the last two samples, λ = ΔB/Δt plus what was served in between: what workers
   * told, else B / S or what the pods can start, on average; at the time of the second one. With
   * fewer than eight tasks between them, earlier samples are added until there are eight, and the
   * steady rate over these counts where it is lower: a few tasks may have come together by chance.
   */
  Optional<Dated> rate(History history, Policy policy, double taskSeconds) {
    var all = backlog.samples();
    var last = all.size() - 1;
    if (backlog.anchor().isEmpty() || emptyAt.filter(all.get(last).at()::isBefore).isPresent()) {
      return Optional.empty();
    }
    var came = new TreeMap<Integer, Double>();
    double served = 0;
    double tasks = 0;
    for (var i = last; i > 0 && tasks < ENOUGH; i--) {
      var first = all.get(i - 1);
      var second = all.get(i);
      var elapsed = Seconds.between(first.at(), second.at());
      if (elapsed <= 0 || elapsed > Seconds.of(LARGEST_GAP)) {
        break;
      }
      served +=
          history.allHeard(first.at()) && history.allHeard(second.at())
              ? told(first, second, history)
              : elapsed
                  * (served(first, history, policy, taskSeconds)
                      + served(second, history, policy, taskSeconds))
                  / 2;
      tasks = Math.max(0, all.get(last).undelivered() - first.undelivered() + served);
      came.put((int) Math.ceil(Seconds.between(first.at(), all.get(last).at())), tasks);
    }
    var windows = came.keySet().stream().mapToInt(Integer::intValue).toArray();
    if (windows.length == 0) {
      return Optional.empty();
    }
    var now = came.get(windows[0]) / windows[0];
    var rate = Math.min(now, SteadyRate.of(windows, came::get).perSecond());
    return Optional.of(new Dated(rate, all.get(last).at()));
  }

  private static double told(Sample first, Sample second, History history) {
    return history.grown(Service::finished, first.at(), second.at())
        - history.grown(Service::failed, first.at(), second.at());
  }

  private static double served(Sample at, History history, Policy policy, double taskSeconds) {
    var ready = history.at(at.at()).map(History.Tick::ready).orElse(0);
    return Math.min(at.undelivered() / taskSeconds, policy.startRate(ready, taskSeconds));
  }
}
