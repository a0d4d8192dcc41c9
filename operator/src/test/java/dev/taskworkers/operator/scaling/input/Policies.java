// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.input;

import java.util.Optional;

/** Policies for tests. */
public final class Policies {
  private Policies() {}

  /** The same policy with a rate limit. */
  public static Policy limited(Policy free, RateLimit limit) {
    return new Policy(
        free.floor(),
        free.maxReplicas(),
        free.pinned(),
        free.action(),
        free.maxWait(),
        free.drainWithin(),
        free.slotsPerPod(),
        free.workersReport(),
        free.behavior(),
        free.fallback(),
        Optional.of(limit));
  }
}
