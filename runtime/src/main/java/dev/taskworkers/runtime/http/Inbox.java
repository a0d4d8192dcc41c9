package dev.taskworkers.runtime.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * What has come of a request. Its head has a bound; of its body, which nobody reads, only the
 * length counts.
 */
final class Inbox {
  private static final int LONGEST_HEAD = 8 * 1024;
  private static final long LONGEST_BODY = 64 * 1024;
  private static final int USUAL_HEAD = 512;

  /** {@code Content-Length} of more digits is too long whatever they are. */
  private static final int DIGITS = 9;

  private byte[] head = new byte[USUAL_HEAD];
  private int length;
  private boolean lineIsEmpty;
  private Optional<Request> request = Optional.empty();
  private Optional<Response> refusal = Optional.empty();
  private long bodyLeft;

  /** Takes what has come. */
  void take(ByteBuffer bytes) {
    while (bytes.hasRemaining() && request.isEmpty() && refusal.isEmpty()) {
      takeOfHead(bytes.get());
    }
    bodyLeft -= bytes.remaining();
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
    var body = request.get().header("content-length");
    if (!request.get().header("transfer-encoding").isEmpty()
        || !body.chars().allMatch(c -> c >= '0' && c <= '9')) {
      refusal = Optional.of(Response.text(400, "A body needs a Content-Length.\n"));
    } else if (body.length() > DIGITS || (!body.isEmpty() && Long.parseLong(body) > LONGEST_BODY)) {
      refusal = Optional.of(Response.text(413, "A body has at most 64 KiB.\n"));
    } else {
      bodyLeft = body.isEmpty() ? 0 : Long.parseLong(body);
    }
  }

  /** Why it is not taken. */
  Optional<Response> refusal() {
    return refusal;
  }

  /** The request once all of it is there. */
  Optional<Request> whole() {
    return bodyLeft <= 0 ? request : Optional.empty();
  }
}
