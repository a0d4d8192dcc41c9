// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub.delivery;

import com.google.rpc.Code;
import dev.taskworkers.emulator.transport.ApiError;

/** Bounds what all subscriptions and snapshots keep together. */
public final class Budget {
  private final CapacityOptions capacity;
  private long messages;
  private long bytes;

  public Budget(CapacityOptions capacity) {
    this.capacity = capacity;
  }

  public void keep(Message message) {
    messages++;
    bytes += message.bytes();
  }

  public void release(Message message) {
    messages--;
    bytes -= message.bytes();
  }

  /** Refuses when this many more can't be kept. */
  public void check(long moreMessages, long moreBytes) {
    if (messages + moreMessages > capacity.messages() || bytes + moreBytes > capacity.bytes()) {
      throw ApiError.of(
          Code.RESOURCE_EXHAUSTED,
          "The local cloud keeps "
              + messages
              + " messages of "
              + bytes
              + " bytes and may keep "
              + capacity.messages()
              + " of "
              + capacity.bytes()
              + ". Acknowledge messages, seek, or delete subscriptions nobody reads.");
    }
  }
}
