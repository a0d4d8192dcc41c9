// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.spec;

import static dev.taskworkers.runtime.UsageException.expect;

import dev.taskworkers.crds.RateLimitSpec;
import dev.taskworkers.crds.TaskWorkerPoolSpec.Pull;
import dev.taskworkers.operator.scaling.input.RateLimit;
import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.protocol.Rate;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** How many tasks may be started, as the pool's author wrote it; at least one is given. */
public record StartRates(Optional<Rate> perPod, Optional<Rate> perPool) {
  static StartRates read(RateLimitSpec given, Pull pull) {
    expect(
        given.perPod() != null || given.perPool() != null,
        "spec.rateLimit needs perPod, perPool or both");
    expect(
        pull != Pull.Streaming,
        "spec.rateLimit needs spec.pull: Unary, because a stream can't be slowed down");
    return new StartRates(
        rate(given.perPod(), "spec.rateLimit.perPod"),
        rate(given.perPool(), "spec.rateLimit.perPool"));
  }

  private static Optional<Rate> rate(String text, String field) {
    return Optional.ofNullable(text).map(given -> Rate.parse(given, field));
  }

  /** In the words of the decision. */
  RateLimit limit() {
    return new RateLimit(perSecond(perPod), perSecond(perPool));
  }

  private static OptionalDouble perSecond(Optional<Rate> rate) {
    return rate.map(given -> OptionalDouble.of(given.perSecond())).orElse(OptionalDouble.empty());
  }

  /**
   * @param most pods: until a pod is told how many share a rate, it must take them all to be there
   */
  void addTo(Map<String, String> variables, int most) {
    perPod.ifPresent(rate -> variables.put(EnvVars.RATE_LIMIT, rate.text()));
    perPool.ifPresent(
        rate -> {
          variables.put(EnvVars.POOL_RATE_LIMIT, rate.text());
          variables.put(EnvVars.POOL_PODS, String.valueOf(most));
        });
  }
}
