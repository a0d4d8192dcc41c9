// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.pull;

import java.util.Set;

/**
 * What Pub/Sub says of the deliveries in one acknowledgement or renewal; it has done what was asked
 * for all that are named in neither set.
 *
 * @param lost those that are no longer leased to us
 * @param again those for which the request failed for a while, to be sent again alone
 */
public record LeaseAnswer(Set<String> lost, Set<String> again) {
  /** All is done. */
  public static final LeaseAnswer DONE = new LeaseAnswer(Set.of(), Set.of());

  public static LeaseAnswer lost(Set<String> ackIds) {
    return ackIds.isEmpty() ? DONE : new LeaseAnswer(ackIds, Set.of());
  }
}
