// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub.delivery;

/**
 * How much Pub/Sub keeps before it refuses to take more; a message counts once for each
 * subscription or snapshot that keeps it.
 */
public record CapacityOptions(long messages, long bytes) {
  /** For half of this process's heap. */
  public static CapacityOptions ofThisHeap() {
    return new CapacityOptions(5_000_000, Runtime.getRuntime().maxMemory() / 2);
  }
}
