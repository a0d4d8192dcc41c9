// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.input;

import java.time.Duration;
import java.util.List;

/**
 * The pool's pods as Kubernetes shows them.
 *
 * @param desired replicas that the Deployment asks for now
 * @param ready pods that are ready and not told to stop
 * @param starting pods that exist or are asked for, but are not ready yet
 * @param unschedulable those of the starting pods that no node has room for
 * @param timesToReady creation to ready of the newest pods, at most 20, oldest first
 * @param unschedulableFor how long the oldest of the unschedulable pods has been so; 0 without any
 */
public record Pods(
    int desired,
    int ready,
    int starting,
    int unschedulable,
    List<Duration> timesToReady,
    Duration unschedulableFor) {
  public Pods {
    if (desired < 0 || ready < 0 || starting < 0 || unschedulable < 0) {
      throw new IllegalArgumentException("a number of pods is negative");
    }
    timesToReady = List.copyOf(timesToReady);
    // A record from before this was observed has none.
    unschedulableFor = unschedulableFor == null ? Duration.ZERO : unschedulableFor;
  }

  /** Pods of which none has been unschedulable for any time. */
  public Pods(
      int desired, int ready, int starting, int unschedulable, List<Duration> timesToReady) {
    this(desired, ready, starting, unschedulable, timesToReady, Duration.ZERO);
  }

  /**
   * The starting pods that may be ready in so many seconds. Where no node has taken a pod for as
   * long, none is being added: those that have no node then stay without.
   */
  public int comingWithin(double seconds) {
    return Seconds.of(unschedulableFor) > seconds
        ? Math.max(0, starting - unschedulable)
        : starting;
  }
}
