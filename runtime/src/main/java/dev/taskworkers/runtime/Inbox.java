// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** What has come of a request, whose head and body have a bound each. */
final class Inbox {
  private static final int LONGEST_HEAD = 8 * 1024;
  private static final int LONGEST_BODY = 8 * 1024;
  private static final int USUAL_HEAD = 512;

  /** {@code Content-Length} of more digits is too long whatever they are. */
  private static final int DIGITS = 9;

  private byte[] head = new byte[USUAL_HEAD];
  private int length;
  private boolean lineIsEmpty;
  private Optional<Request> request = Optional.empty();
  private Optional<Response> refusal = Optional.empty();
  private ByteBuffer body = ByteBuffer.allocate(0);

  /** Takes what has come. */
  void take(ByteBuffer bytes) {
    while (bytes.hasRemaining() && request.isEmpty() && refusal.isEmpty()) {
      takeOfHead(bytes.get());
    }
    takeOfBody(bytes);
  }

  /** What comes after the body is nobody's: a connection ends with its answer. */
  private void takeOfBody(ByteBuffer bytes) {
    var some = bytes.slice().limit(Math.min(bytes.remaining(), body.remaining()));
    body.put(some);
  }

  private void takeOfHead(byte next) {
    if (length == LONGEST_HEAD) {
      refusal = Optional.of(Response.text(431, "The head of a request has at most 8 KiB.\n"));
      return;
    }
    if (length == head.length) {
      head = Arrays.copyOf(head, Math.min(LONGEST_HEAD, 2 * head.length));
    }
    head[length++] = next;
    if (next == '\n') {
      if (lineIsEmpty && length > 2) {
        headIsThere();
      }
      lineIsEmpty = true;
    } else if (next != '\r') {
      lineIsEmpty = false;
    }
  }

  private void headIsThere() {
    var text = new String(head, 0, length, StandardCharsets.ISO_8859_1).stripTrailing();
    request = Request.parse(text);
    if (request.isEmpty()) {
      refusal = Optional.of(Response.text(400, "Expected a request of HTTP/1.1.\n"));
      return;
    }
    head = new byte[0];
    var bodyLength = request.get().header("content-length");
    if (!request.get().header("transfer-encoding").isEmpty()
        || !bodyLength.chars().allMatch(c -> c >= '0' && c <= '9')) {
      refusal = Optional.of(Response.text(400, "A body needs a Content-Length.\n"));
    } else if (bodyLength.length() > DIGITS || number(bodyLength) > LONGEST_BODY) {
      refusal = Optional.of(Response.text(413, "A body has at most 8 KiB.\n"));
    } else {
      body = ByteBuffer.allocate(number(bodyLength));
    }
  }

  private static int number(String digits) {
    return digits.isEmpty() ? 0 : Integer.parseInt(digits);
  }

  /** Why it is not taken. */
  Optional<Response> refusal() {
    return refusal;
  }

  /** The request once all of it is there. */
  Optional<Request> whole() {
    return body.hasRemaining()
        ? Optional.empty()
        : request.map(asked -> asked.with(new String(body.array(), StandardCharsets.UTF_8)));
  }
}
