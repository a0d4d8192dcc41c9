// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers.http;

import dev.taskworkers.runtime.Printable;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads one answer of HTTP/1.1 to a POST, as RFC 9112 has it, and of its body the beginning. The
 * rest is read, too, because a connection can be used again only when nothing is left on it.
 */
final class AnswerReader {
  /** A longer answer costs its connection: to read it costs more than to open another one. */
  static final int LONGEST_READ = 1 << 20;

  /** As much as servers take themselves of a head, several times over. */
  private static final int LONGEST_HEAD = 64 * 1024;

  /** Of what is no answer. */
  private static final int EXCERPT = 80;

  private static final Pattern STATUS_LINE =
      Pattern.compile("HTTP/1\\.([0-9]) ([1-9][0-9]{2})( .*)?", Pattern.DOTALL);
  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");
  private static final Pattern CHUNK =
      Pattern.compile("([0-9a-fA-F]{1,15})[ \t]*(;.*)?", Pattern.DOTALL);

  private final InputStream in;
  private final int most;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private int headBytes;
  private long read;
  private boolean begun;
  private boolean complete;
  private Head head = new Head(0, 0, Map.of());

  private record Head(int minorVersion, int status, Map<String, String> fields) {
    boolean says(String field, String word) {
      return fields.getOrDefault(field, "").toLowerCase(Locale.ROOT).contains(word);
    }
  }

  /**
   * @param in a byte at a time
   * @param most bytes of the body that are of interest
   */
  AnswerReader(InputStream in, int most) {
    this.in = in;
    this.most = most;
  }

  /**
   * The answer.
   *
   * @throws ProtocolException when what comes is no HTTP
   * @throws IOException when it ends before its end
   */
  Answer read() throws IOException {
    do {
      head = head();
    } while (head.status < 200 && head.status != 101);
    body();
    return new Answer(
        head.status,
        head.fields.getOrDefault("retry-after", ""),
        kept.toString(StandardCharsets.UTF_8));
  }

  /** Whether anything of an answer has come. */
  boolean isBegun() {
    return begun;
  }

  /** Whether another answer may follow on the connection. */
  boolean leavesOpen() {
    return complete && head.minorVersion > 0 && !head.says("connection", "close");
  }

  private Head head() throws IOException {
    headBytes = 0;
    var first = line();
    var status = STATUS_LINE.matcher(first);
    if (!status.matches()) {
      throw new ProtocolException(
          "The handler's answer is not HTTP: expected a status line such as 'HTTP/1.1 200 OK', but"
              + " found '"
              + Printable.of(first.substring(0, Math.min(first.length(), EXCERPT)))
              + "'.");
    }
    var fields = new HashMap<String, String>();
    for (var line = line(); !line.isEmpty(); line = line()) {
      var colon = line.indexOf(':');
      if (colon < 1 || line.substring(0, colon).chars().anyMatch(each -> each <= ' ')) {
        throw new ProtocolException("The handler's answer has a header that is not 'Name: value'.");
      }
      fields.merge(
          line.substring(0, colon).toLowerCase(Locale.ROOT),
          line.substring(colon + 1).strip(),
          (one, more) -> one + ", " + more);
    }
    return new Head(
        Integer.parseInt(status.group(1)), Integer.parseInt(status.group(2)), Map.copyOf(fields));
  }

  private void body() throws IOException {
    var length = head.fields.get("content-length");
    if (head.status == 204 || head.status == 304 || head.status == 101) {
      complete = head.status != 101;
    } else if (head.fields.containsKey("transfer-encoding")) {
      if (head.says("transfer-encoding", "chunked")) {
        chunks();
      } else {
        untilTheEnd();
      }
    } else if (length == null) {
      untilTheEnd();
    } else if (LENGTH.matcher(length).matches()) {
      complete = bytes(Long.parseLong(length));
    } else {
      throw new ProtocolException(
          "The handler's answer has a Content-Length that is not a number.");
    }
  }

  private void chunks() throws IOException {
    while (true) {
      headBytes = 0;
      var size = CHUNK.matcher(line());
      if (!size.matches()) {
        throw new ProtocolException("The handler's answer has a chunk without a size.");
      }
      var bytes = Long.parseLong(size.group(1), 16);
      if (bytes == 0) {
        break;
      }
      if (!bytes(bytes)) {
        return;
      }
      if (!line().isEmpty()) {
        throw new ProtocolException(
            "The handler's answer has a chunk that is longer than its size.");
      }
    }
    var trailer = line();
    while (!trailer.isEmpty()) {
      trailer = line();
    }
    complete = true;
  }

  /** Reads so many; false: they are more than is worth it. */
  private boolean bytes(long count) throws IOException {
    var piece = new byte[(int) Math.min(count, 8192)];
    for (var left = count; left > 0; ) {
      if (read > LONGEST_READ) {
        return false;
      }
      var got = in.read(piece, 0, (int) Math.min(left, piece.length));
      if (got < 0) {
        throw new EOFException("its body ended " + left + " bytes too early");
      }
      keep(piece, got);
      left -= got;
    }
    return true;
  }

  private void untilTheEnd() throws IOException {
    var piece = new byte[8192];
    for (var got = in.read(piece); got >= 0 && read <= LONGEST_READ; got = in.read(piece)) {
      keep(piece, got);
    }
  }

  private void keep(byte[] piece, int length) {
    read += length;
    kept.write(piece, 0, Math.min(length, most - kept.size()));
  }

  /** The next line of a head, without its end. */
  private String line() throws IOException {
    var line = new StringBuilder();
    for (var next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException(begun ? "its head ended too early" : "no byte of it came");
      }
      begun = true;
      if (++headBytes > LONGEST_HEAD) {
        throw new ProtocolException(
            "The handler's answer has a head of more than " + LONGEST_HEAD + " bytes.");
      }
      line.append((char) next);
    }
    begun = true;
    var end = line.length() - 1;
    if (end >= 0 && line.charAt(end) == '\r') {
      line.setLength(end);
    }
    return line.toString();
  }
}
