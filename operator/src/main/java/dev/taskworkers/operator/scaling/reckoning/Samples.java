package dev.taskworkers.operator.scaling.reckoning;

import dev.taskworkers.operator.scaling.learning.History;
import dev.taskworkers.operator.scaling.reckoning.ArrivalRate.Dated;
import dev.taskworkers.operator.scaling.signals.Backlog;
import dev.taskworkers.operator.scaling.signals.Backlog.Sample;
import dev.taskworkers.operator.scaling.units.Seconds;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The samples that still say something.
 *
 * @param emptyAt a later proof that nothing waited, which makes earlier samples history
 */
record Samples(Backlog backlog, Optional<Instant> emptyAt) {
  /** How far apart two samples may be and still tell a rate. */
  private static final Duration LARGEST_GAP = Duration.ofMinutes(3);

  /**
   * The rate between the last two samples, λ = ΔB/Δt plus what was served in between, min(B, slots)
   * / S on average; at the time of the second one.
   */
  Optional<Dated> rate(History history, int slotsPerPod, double taskSeconds) {
    var all = backlog.samples();
    if (backlog.fix().isEmpty() || all.size() < 2) {
      return Optional.empty();
    }
    var first = all.get(all.size() - 2);
    var second = all.get(all.size() - 1);
    var elapsed = Seconds.between(first.at(), second.at());
    var outdated = emptyAt.filter(second.at()::isBefore).isPresent();
    if (outdated || elapsed <= 0 || elapsed > Seconds.of(LARGEST_GAP)) {
      return Optional.empty();
    }
    var change = (second.undelivered() - first.undelivered()) / elapsed;
    var running =
        (running(first, history, slotsPerPod) + running(second, history, slotsPerPod)) / 2;
    return Optional.of(new Dated(Math.max(0, change + running / taskSeconds), second.at()));
  }

  private static double running(Sample sample, History history, int slotsPerPod) {
    var ready = history.at(sample.at()).map(History.Tick::ready).orElse(0);
    return Math.min((double) sample.undelivered(), (double) ready * slotsPerPod);
  }
}
