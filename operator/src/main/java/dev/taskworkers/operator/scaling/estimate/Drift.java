// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.estimate;

import dev.taskworkers.operator.scaling.estimate.ScalingState.Decided;
import dev.taskworkers.operator.scaling.input.Backlog.Sample;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How far the estimate was off when a sample was taken, known when the sample is shown.
 *
 * @param at when the sample was taken
 * @param tasks that the sample has more than were estimated; negative: fewer
 */
public record Drift(Instant at, double tasks) {
  /** What a sample says that is newer than the last one; empty for one that is not. */
  static Optional<Drift> next(Optional<Drift> last, Sample sample, List<Decided> decided) {
    if (last.filter(known -> !sample.at().isAfter(known.at())).isPresent()) {
      return Optional.empty();
    }
    for (var i = decided.size() - 1; i >= 0; i--) {
      if (!decided.get(i).at().isAfter(sample.at())) {
        return Optional.of(new Drift(sample.at(), sample.undelivered() - decided.get(i).tasks()));
      }
    }
    return Optional.empty();
  }
}
