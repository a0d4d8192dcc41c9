package dev.taskworkers.worker.handlers.exec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The last 4 KiB of a stream. */
final class Tail {
  private static final int BYTES = 4096;

  private byte[] last = new byte[0];

  synchronized void add(byte[] bytes, int length) {
    var kept = Math.min(last.length, Math.max(0, BYTES - length));
    var added = Math.min(length, BYTES);
    var next = Arrays.copyOfRange(last, last.length - kept, last.length + added);
    System.arraycopy(bytes, length - added, next, kept, added);
    last = next;
  }

  synchronized String text() {
    return new String(last, StandardCharsets.UTF_8);
  }
}
