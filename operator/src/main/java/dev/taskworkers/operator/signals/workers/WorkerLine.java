// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.workers;

import dev.taskworkers.protocol.RateShare;
import dev.taskworkers.protocol.WorkerReport;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** How single workers are reached: one question or order, to one pod. */
public interface WorkerLine {
  /**
   * What the worker of {@code pod} says of itself; fails when it has not answered within a few
   * seconds.
   */
  CompletableFuture<WorkerReport> report(PodAddress pod);

  /** Tells its share of what the pool may start; nobody hears of a failure. */
  void share(PodAddress pod, RateShare share);

  /** Passes {@link Workers#cordon} on; nobody hears of a failure. */
  void cordon(PodAddress pod);

  /** Passes {@link Workers#uncordon} on; nobody hears of a failure. */
  void uncordon(PodAddress pod);

  /**
   * Why the worker of {@code pod} has refused orders for minutes, in its own words; empty where it
   * has not.
   */
  default Optional<String> refusal(PodAddress pod) {
    return Optional.empty();
  }
}
