package dev.taskworkers.operator.scaling.estimate;

import dev.taskworkers.operator.scaling.estimate.ArrivalRate.Dated;
import dev.taskworkers.operator.scaling.input.Backlog;
import dev.taskworkers.operator.scaling.input.Backlog.Sample;
import dev.taskworkers.operator.scaling.input.Policy;
import dev.taskworkers.operator.scaling.input.Seconds;
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
   * The rate between the last two samples, λ = ΔB/Δt plus what was served in between, B / S or what
   * the pods can start, on average; at the time of the second one.
   */
  Optional<Dated> rate(History history, Policy policy, double taskSeconds) {
    var all = backlog.samples();
    if (backlog.anchor().isEmpty() || all.size() < 2) {
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
    var served =
        (served(first, history, policy, taskSeconds) + served(second, history, policy, taskSeconds))
            / 2;
    return Optional.of(new Dated(Math.max(0, change + served), second.at()));
  }

  private static double served(Sample at, History history, Policy policy, double taskSeconds) {
    var ready = history.at(at.at()).map(History.Tick::ready).orElse(0);
    return Math.min(at.undelivered() / taskSeconds, policy.startRate(ready, taskSeconds));
  }
}
