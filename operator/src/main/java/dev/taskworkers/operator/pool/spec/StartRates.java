package dev.taskworkers.operator.pool.spec;

import dev.taskworkers.operator.scaling.input.RateLimit;
import dev.taskworkers.protocol.Rate;
import java.util.Optional;
import java.util.OptionalDouble;

/** How many tasks may be started, as the pool's author wrote it; at least one is given. */
public record StartRates(Optional<Rate> perPod, Optional<Rate> perPool) {
  /** In the words of the decision. */
  RateLimit limit() {
    return new RateLimit(perSecond(perPod), perSecond(perPool));
  }

  private static OptionalDouble perSecond(Optional<Rate> rate) {
    return rate.map(given -> OptionalDouble.of(given.perSecond())).orElse(OptionalDouble.empty());
  }
}
