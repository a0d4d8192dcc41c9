// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.api;

import java.time.Instant;
import java.util.Optional;

/** The circumstances of one run of a task. */
public interface TaskContext {
  /**
   * 1 for the first run; an estimate after a restart, unless the subscription counts deliveries.
   */
  int attempt();

  /** When the run is cancelled if it has not ended. */
  Instant deadline();

  /** True when the result is no longer wanted: time is up, the lease is lost, or the pod leaves. */
  boolean cancelled();

  /**
   * True when it is cancelled because its time is up; the clock of {@link #deadline} may differ.
   */
  default boolean timedOut() {
    return false;
  }

  /**
   * The span of this run as a W3C {@code traceparent}, for calls that are made in its course; empty
   * when this worker makes no spans. See {@link Trace#of(Task, TaskContext)}.
   */
  default Optional<String> traceparent() {
    return Optional.empty();
  }

  /** Runs {@code action} at cancellation, from another thread, or at once if that has happened. */
  void onCancel(Runnable action);
}
