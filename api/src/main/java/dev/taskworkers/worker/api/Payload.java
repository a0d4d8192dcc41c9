// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The data of a task: at most 10 MB of bytes that nobody can change. */
public final class Payload {
  private final ByteBuffer data;

  private Payload(ByteBuffer data) {
    this.data = data;
  }

  /** A payload of a copy of {@code bytes}. */
  public static Payload of(byte[] bytes) {
    return wrapping(ByteBuffer.wrap(required(bytes).clone()));
  }

  /** A payload of {@code text} in UTF-8. */
  public static Payload of(String text) {
    return wrapping(ByteBuffer.wrap(required(text).getBytes(StandardCharsets.UTF_8)));
  }

  /** A payload of what {@code data} has left, without a copy: nobody may change it any more. */
  public static Payload wrapping(ByteBuffer data) {
    return new Payload(required(data).slice().asReadOnlyBuffer());
  }

  private static <T> T required(T data) {
    return Objects.requireNonNull(data, "A payload needs data, but it is null.");
  }

  /** How many bytes it has. */
  public int size() {
    return data.remaining();
  }

  /** A copy of the bytes; to read them once, {@link #stream} and {@link #writeTo} need none. */
  public byte[] bytes() {
    var copy = new byte[size()];
    buffer().get(copy);
    return copy;
  }

  /** The bytes as a read-only buffer of its own position, without a copy. */
  public ByteBuffer buffer() {
    return data.duplicate();
  }

  /** The bytes as a stream, without a copy; closing it does nothing. */
  public InputStream stream() {
    return new BufferStream(buffer());
  }

  /** Writes the bytes a piece at a time. */
  public void writeTo(OutputStream out) throws IOException {
    var rest = buffer();
    var channel = Channels.newChannel(out);
    while (rest.hasRemaining()) {
      channel.write(rest);
    }
  }

  /** The bytes read as UTF-8; what is no UTF-8 becomes the replacement character. */
  public String text() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Payload payload && data.equals(payload.data);
  }

  @Override
  public int hashCode() {
    return data.hashCode();
  }

  /** Says the size only: a payload never ends up in a log. */
  @Override
  public String toString() {
    return size() + " bytes";
  }

  private static final class BufferStream extends InputStream {
    private final ByteBuffer rest;

    BufferStream(ByteBuffer rest) {
      this.rest = rest;
    }

    @Override
    public int read() {
      return rest.hasRemaining() ? rest.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int from, int length) {
      var count = Math.min(length, rest.remaining());
      rest.get(target, from, count);
      return count == 0 && length > 0 ? -1 : count;
    }

    @Override
    public int available() {
      return rest.remaining();
    }
  }
}
