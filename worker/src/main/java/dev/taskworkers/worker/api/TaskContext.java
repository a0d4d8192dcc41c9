package dev.taskworkers.worker.api;

import java.time.Instant;

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

  /** Runs {@code action} at cancellation, from another thread, or at once if that has happened. */
  void onCancel(Runnable action);
}
