package dev.taskworkers.worker.api;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/** The data of a task: at most 10 MB of bytes that nobody can change. */
public final class Payload {
  private final byte[] bytes;

  private Payload(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A payload of a copy of {@code bytes}. */
  public static Payload of(byte[] bytes) {
    return new Payload(required(bytes).clone());
  }

  /** A payload of {@code text} in UTF-8. */
  public static Payload of(String text) {
    return new Payload(required(text).getBytes(StandardCharsets.UTF_8));
  }

  private static <T> T required(T data) {
    return Objects.requireNonNull(data, "A payload needs data, but it is null.");
  }

  /** How many bytes it has. */
  public int size() {
    return bytes.length;
  }

  /** A copy of the bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** The bytes read as UTF-8; what is no UTF-8 becomes the replacement character. */
  public String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Payload payload && Arrays.equals(bytes, payload.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Says the size only: a payload never ends up in a log. */
  @Override
  public String toString() {
    return bytes.length + " bytes";
  }
}
