// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import java.util.zip.GZIPOutputStream;

/**
 * An answer; the connection ends with it.
 *
 * @param contentType of {@code text}, without its encoding, which is UTF-8
 * @param allow the method that is wanted instead; empty where the method is right
 */
public record Response(int status, String contentType, String text, String allow) {
  /** What fits into one packet is sent as it is. */
  private static final int SMALL = 1400;

  /** A text for people. */
  public static Response text(int status, String text) {
    return of(status, "text/plain", text);
  }

  public static Response of(int status, String contentType, String text) {
    return new Response(status, contentType, text, "");
  }

  /** The path knows another method alone. */
  public static Response wrongMethod(String allow) {
    return new Response(405, "text/plain", "Expected " + allow + ".\n", allow);
  }

  /**
   * As it goes over the wire.
   *
   * @param takesGzip whether the client reads that, asked for a large text alone: names of pools
   *     and metrics are mostly repetition
   */
  ByteBuffer bytes(BooleanSupplier takesGzip) {
    var plain = text.getBytes(StandardCharsets.UTF_8);
    var zipped = plain.length > SMALL && takesGzip.getAsBoolean();
    var body = zipped ? zipped(plain) : plain;
    var head =
        ("HTTP/1.1 "
                + status
                + " "
                + phrase()
                + "\r\nContent-Type: "
                + contentType
                + "; charset=utf-8\r\nContent-Length: "
                + body.length
                + (zipped ? "\r\nContent-Encoding: gzip" : "")
                + (allow.isEmpty() ? "" : "\r\nAllow: " + allow)
                + "\r\nConnection: close\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(head.length + body.length).put(head).put(body).flip();
  }

  private static byte[] zipped(byte[] plain) {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private String phrase() {
    return switch (status) {
      case 200 -> "OK";
      case 202 -> "Accepted";
      case 400 -> "Bad Request";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 413 -> "Content Too Large";
      case 431 -> "Request Header Fields Too Large";
      case 500 -> "Internal Server Error";
      case 503 -> "Service Unavailable";
      default -> "Status " + status;
    };
  }
}
