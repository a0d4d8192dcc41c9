// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.workers;

import dev.taskworkers.protocol.PodIdentity;

/**
 * A pod, and where its worker answers.
 *
 * @param ip its address, empty while it has none
 * @param stopping whether it is told to stop
 */
public record PodAddress(PodIdentity pod, String ip, boolean ready, boolean stopping) {
  /** Of one that is not told to stop. */
  public PodAddress(PodIdentity pod, String ip, boolean ready) {
    this(pod, ip, ready, false);
  }

  /** Whether it is ready and not told to stop. */
  public boolean serving() {
    return ready && !stopping;
  }

  public String name() {
    return pod.name();
  }
}
