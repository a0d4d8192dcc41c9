// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.localcluster;

import java.time.Instant;

/** Hears what happens to pods, as it happens; calls must be quick. */
public interface ClusterObserver {
  /** A pod was created; from now on it costs. */
  default void podCreated(String pod, Instant at) {}

  /** All of a pod's containers are ready, for the first time. */
  default void podReady(String pod, Instant at) {}

  /** A pod is about to be told to stop. */
  default void podStopping(String pod, Instant at) {}

  /** A pod's last process has ended; from now on it costs nothing. */
  default void podGone(String pod, Instant at) {}
}
