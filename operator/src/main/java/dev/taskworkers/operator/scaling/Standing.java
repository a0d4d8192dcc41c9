// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling;

/** What the reason of a decision says about how a pool is scaled. */
public enum Standing {
  /** It has what it needs. */
  FREE,
  /** A limit of its user, of the cluster or of the decision itself sets its number of pods. */
  LIMITED,
  /** It is not scaled. */
  INACTIVE
}
