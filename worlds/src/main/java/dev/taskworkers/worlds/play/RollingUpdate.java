// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.play;

/**
 * How many pods a Deployment makes and stops that replaces those of an old template: Kubernetes
 * pkg/controller/deployment/rolling.go, with the defaults of 25 %.
 *
 * @param staying pods that are not told to stop
 * @param old those of them that are of an old template
 * @param starting those of the new one that are not ready
 */
record RollingUpdate(int replicas, int staying, int old, int starting) {
  private static final int PART = 4;

  /** 0 or less for none. */
  int missing() {
    var surge = old == 0 ? 0 : (replicas + PART - 1) / PART;
    return Math.min(replicas - (staying - old), replicas + surge - staying);
  }

  /** How many old ones may go. */
  int replaced() {
    var least = replicas - replicas / PART;
    return Math.max(0, Math.min(old, staying - least - starting));
  }
}
