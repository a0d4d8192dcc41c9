// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub.delivery;

import java.util.List;
import java.util.Optional;

/** The messages that may be delivered now, and the rule of which comes next. */
interface Waiting {
  /** A message that was never delivered. */
  void add(Unacked entry);

  /** A message whose lease or back-off has ended. */
  void restore(Unacked entry);

  /** Takes out the next message that {@code consumer} may have. */
  Optional<Unacked> poll(Consumer consumer);

  void leased(Lease lease);

  /** The message is gone for good. */
  void settled(Lease lease);

  /**
   * The lease ended without an acknowledgement.
   *
   * @return the leases that have to end with it, oldest first
   */
  List<Lease> revoked(Lease lease);

  /** A message without a lease is gone for good. */
  void dropped(Unacked entry);
}
