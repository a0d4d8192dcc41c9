// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers.http;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Objects;

/** Bytes in base64, of which no more than a piece is encoded at a time. */
final class Base64Stream extends InputStream {
  /** A multiple of three, so that only the last piece is padded. */
  private static final int PIECE = 3 * 1024;

  private final ByteBuffer source;
  private byte[] encoded = {};
  private int from;

  /**
   * @param source whose position this stream moves
   */
  Base64Stream(ByteBuffer source) {
    this.source = source;
  }

  /** What so many bytes become. */
  static long length(int bytes) {
    return (bytes + 2L) / 3 * 4;
  }

  @Override
  public int read() {
    return ended() ? -1 : encoded[from++];
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    if (ended()) {
      return -1;
    }
    var count = Math.min(length, encoded.length - from);
    System.arraycopy(encoded, from, target, offset, count);
    from += count;
    return count;
  }

  private boolean ended() {
    if (from == encoded.length && source.hasRemaining()) {
      var piece = new byte[Math.min(PIECE, source.remaining())];
      source.get(piece);
      encoded = Base64.getEncoder().encode(piece);
      from = 0;
    }
    return from == encoded.length;
  }
}
