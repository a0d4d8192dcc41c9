// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.promises;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** A sum of values that depends on nothing but them. */
final class Digest {
  private final CRC32 sum = new CRC32();
  private final ByteBuffer buffer = ByteBuffer.allocate(Double.BYTES);

  /** To the bit: how a number is written differs from one Java to the next. */
  Digest add(double value) {
    buffer.clear();
    buffer.putDouble(value);
    buffer.flip();
    sum.update(buffer);
    return this;
  }

  Digest add(String text) {
    sum.update(text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** Of all that was added so far. */
  long sum() {
    return sum.getValue();
  }

  String text() {
    return Long.toHexString(sum());
  }
}
