// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub;

/** How much one stream may hold without an acknowledgement; a limit of 0 or less is none. */
final class FlowControl {
  private final long maxMessages;
  private final long maxBytes;
  private long messages;
  private long bytes;

  FlowControl(long maxMessages, long maxBytes) {
    this.maxMessages = maxMessages;
    this.maxBytes = maxBytes;
  }

  boolean hasRoom() {
    return (maxMessages <= 0 || messages < maxMessages) && (maxBytes <= 0 || bytes < maxBytes);
  }

  void take(int size) {
    messages++;
    bytes += size;
  }

  void free(int size) {
    messages--;
    bytes -= size;
  }
}
