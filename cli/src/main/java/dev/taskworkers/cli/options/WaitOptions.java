// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.options;

import dev.taskworkers.protocol.GoDuration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What a pool's user wants, beside the most pods. */
public final class WaitOptions {
  @Option(
      names = "--max-wait",
      paramLabel = "D",
      description = "The longest time that a task should wait, for example 30s.")
  private Optional<String> maxWait = Optional.empty();

  @Option(
      names = "--drain-within",
      paramLabel = "D",
      description = "The time in which a backlog should be cleared.")
  private Optional<String> drainWithin = Optional.empty();

  @Option(names = "--min-replicas", paramLabel = "N", description = "Minimum number of pods.")
  private Optional<Integer> minReplicas = Optional.empty();

  public Optional<Double> maxWaitSeconds() {
    return seconds(maxWait, "--max-wait");
  }

  public Optional<Double> drainWithinSeconds() {
    return seconds(drainWithin, "--drain-within");
  }

  public Optional<Integer> minReplicas() {
    minReplicas.ifPresent(pods -> Checks.between("--min-replicas", pods, 0, 10_000));
    return minReplicas;
  }

  private static Optional<Double> seconds(Optional<String> duration, String option) {
    var seconds = duration.map(text -> GoDuration.parse(text, option).toMillis() / 1000.0);
    seconds.ifPresent(s -> Checks.require(s >= 1, option, "1s or more", duration.orElse("")));
    return seconds;
  }
}
