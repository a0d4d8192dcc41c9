// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub.delivery;

/** How a lease ended without an acknowledgement. */
public enum Release {
  /** The subscriber set the ack deadline to zero. */
  NACKED,
  /** The ack deadline passed. */
  EXPIRED
}
