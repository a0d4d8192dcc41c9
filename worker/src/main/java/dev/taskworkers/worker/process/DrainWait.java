// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.process;

import dev.taskworkers.runtime.Timer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Waits for the end of a drain, for who wants to outlive the worker's tasks: the server beside it
 * is told to stop at the same time, or is stopped alone, and then there is no drain to wait for.
 *
 * @param begun completes when a drain begins
 * @param over completes when it is over
 */
public record DrainWait(CompletableFuture<Void> begun, CompletableFuture<Void> over, Timer timer) {
  /** Kubernetes tells all containers of a pod within a moment of each other. */
  static final Duration BEGINS_WITHIN = Duration.ofSeconds(5);

  /** True once a drain is over; false at once when none has begun for a few seconds. */
  public CompletableFuture<Boolean> ended() {
    var late = new CompletableFuture<Void>();
    var alarm = timer.after(BEGINS_WITHIN, () -> late.complete(null));
    return CompletableFuture.anyOf(begun, late)
        .thenCompose(
            first -> {
              alarm.cancel();
              return begun.isDone()
                  ? over.thenApply(end -> true)
                  : CompletableFuture.completedFuture(false);
            });
  }
}
