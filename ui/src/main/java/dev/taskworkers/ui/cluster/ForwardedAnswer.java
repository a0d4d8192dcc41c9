// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.ui.cluster;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * The operator's answer in HTTP/1.1 as it comes through a forwarded port; it always says its
 * length, and may be compressed.
 */
final class ForwardedAnswer implements WritableByteChannel {
  private static final Pattern HEAD =
      Pattern.compile(
          "HTTP/1\\.1 (\\d{3}) .*\r\nContent-Length: (\\d{1,9})\r\n.*",
          Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

  private static final Pattern GZIP =
      Pattern.compile("\r\nContent-Encoding: gzip\r\n", Pattern.CASE_INSENSITIVE);

  private static final String END_OF_HEAD = "\r\n\r\n";

  /** Many times what the operator's takes. */
  private static final int LONGEST_HEAD = 8 << 10;

  /** Many times what a thousand pools take. */
  private static final int MOST_BYTES = 64 << 20;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final CompletableFuture<Whole> whole = new CompletableFuture<>();
  private int status;
  private boolean zipped;
  private int bodyAt;
  private int end;

  /** An answer that has come to its end. */
  record Whole(int status, String body) {}

  @Override
  public synchronized int write(ByteBuffer from) {
    var part = new byte[from.remaining()];
    from.get(part);
    // What comes after its end, or after that of our patience, is not kept.
    if (isOpen()) {
      bytes.writeBytes(part);
      read();
    }
    return part.length;
  }

  private void read() {
    if (end == 0) {
      readHead();
    }
    if (isOpen() && end > 0 && bytes.size() >= end) {
      complete(new ByteArrayInputStream(bytes.toByteArray(), bodyAt, end - bodyAt));
    }
  }

  private void complete(InputStream body) {
    try (var unzipped = zipped ? new GZIPInputStream(body) : body) {
      var text = unzipped.readNBytes(MOST_BYTES + 1);
      if (text.length > MOST_BYTES) {
        throw tooLong();
      }
      whole.complete(new Whole(status, new String(text, StandardCharsets.UTF_8)));
    } catch (IOException e) {
      whole.completeExceptionally(e);
    }
  }

  private void readHead() {
    // A byte a character, so that places in the text are places in the bytes.
    var text = bytes.toString(StandardCharsets.ISO_8859_1);
    var at = text.indexOf(END_OF_HEAD);
    if (at >= 0) {
      bodyAt = at + END_OF_HEAD.length();
      readHead(text.substring(0, bodyAt));
    } else if (text.length() > LONGEST_HEAD) {
      whole.completeExceptionally(new IOException("its head is longer than 8 KiB"));
    }
  }

  private void readHead(String text) {
    var head = HEAD.matcher(text);
    if (head.matches()) {
      status = Integer.parseInt(head.group(1));
      zipped = GZIP.matcher(text).find();
      var length = Integer.parseInt(head.group(2));
      if (length > MOST_BYTES) {
        whole.completeExceptionally(tooLong());
      } else {
        end = bodyAt + length;
      }
    } else {
      whole.completeExceptionally(new IOException("it is not in HTTP/1.1, or says no length"));
    }
  }

  private static IOException tooLong() {
    return new IOException("it is longer than 64 MiB");
  }

  /** Waits for its end. */
  Whole await(Duration patience) throws IOException {
    try {
      return whole.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getMessage(), e);
    } catch (TimeoutException e) {
      throw new IOException("it took longer than " + patience.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("nobody waits for its answer");
    }
  }

  @Override
  public boolean isOpen() {
    return !whole.isDone();
  }

  /** The connection has ended; too early, unless the answer is whole. */
  @Override
  public void close() {
    whole.completeExceptionally(new IOException("the connection ended"));
  }
}
