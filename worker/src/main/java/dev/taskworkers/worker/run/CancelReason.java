package dev.taskworkers.worker.run;

/** Why a running task is told to stop. */
public enum CancelReason {
  TIMEOUT,
  LEASE_LOST,
  DRAIN
}
