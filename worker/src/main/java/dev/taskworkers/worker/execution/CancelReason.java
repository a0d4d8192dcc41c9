// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.execution;

/** Why a running task is told to stop. */
public enum CancelReason {
  TIMEOUT,
  LEASE_LOST,
  DRAIN
}
