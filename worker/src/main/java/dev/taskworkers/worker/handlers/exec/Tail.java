// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers.exec;

import java.nio.charset.StandardCharsets;

/** The last 4 KiB of a stream. */
final class Tail {
  private static final int BYTES = 4096;

  private byte[] last = new byte[0];
  private int size;

  synchronized void add(byte[] bytes, int length) {
    if (last.length == 0) {
      last = new byte[BYTES];
    }
    var added = Math.min(length, BYTES);
    var kept = Math.min(size, BYTES - added);
    System.arraycopy(last, size - kept, last, 0, kept);
    System.arraycopy(bytes, length - added, last, kept, added);
    size = kept + added;
  }

  synchronized String text() {
    return new String(last, 0, size, StandardCharsets.UTF_8);
  }
}
