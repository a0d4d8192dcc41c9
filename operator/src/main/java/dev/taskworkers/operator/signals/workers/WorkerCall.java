// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.workers;

import dev.taskworkers.protocol.OrderProof;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/**
 * One exchange of HTTP with a worker; moves on when its connection can. It is HTTP/1.0, since an
 * answer of that ends with its connection and is never in chunks.
 */
final class WorkerCall {
  private static final int LARGEST_ANSWER_BYTES = 64 * 1024;
  private static final String END_OF_HEAD = "\r\n\r\n";
  private static final String FORBIDDEN = " 403 ";

  /** Of the reason for a refusal, which is quoted. */
  private static final int LONGEST_REASON = 200;

  private final InetSocketAddress worker;
  private final ByteBuffer request;
  private final CompletableFuture<byte[]> body = new CompletableFuture<>();
  private SocketChannel channel;
  private byte[] answer = new byte[0];
  private long end;

  /**
   * @param request all of it, in ASCII
   */
  private WorkerCall(InetSocketAddress worker, String request) {
    this.worker = worker;
    this.request = ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII));
  }

  /** A question for a page. */
  static WorkerCall get(InetSocketAddress worker, String path) {
    return new WorkerCall(worker, "GET " + path + " HTTP/1.0\r\n\r\n");
  }

  /** An order. */
  static WorkerCall post(InetSocketAddress worker, String path, String body, OrderProof proof) {
    return new WorkerCall(
        worker,
        String.join(
            "\r\n",
            "POST " + path + " HTTP/1.0",
            "Content-Length: " + body.length(),
            OrderProof.HEADER + ": " + proof.header(),
            "",
            body));
  }

  /**
   * The body of the answer; an {@link OrderRefusedException} when it is a refusal, and another
   * {@link IOException} when there is none in time, or one that is no 2xx or longer than 64 KiB.
   */
  CompletableFuture<byte[]> body() {
    return body;
  }

  /** Begins to connect; {@link #proceed} is for the events that {@code selector} then has. */
  void begin(Selector selector, long endNanos) {
    end = endNanos;
    try {
      channel = SocketChannel.open();
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      // Closed by a reset once all is read. A connection that ends in the usual way is remembered
      // for one to two minutes, by the worker's host and by the connection tracking of nodes; with
      // 2 000 new ones a second that fills the tracker's table, and then nobody on the node
      // connects.
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      var connected = channel.connect(worker);
      channel.register(selector, connected ? SelectionKey.OP_WRITE : SelectionKey.OP_CONNECT, this);
    } catch (IOException | RuntimeException e) {
      fail(e);
    }
  }

  /**
   * Does what the connection is ready for.
   *
   * @param buffer to read into, which nobody else uses meanwhile
   */
  void proceed(SelectionKey key, ByteBuffer buffer) {
    try {
      if (key.isReadable()) {
        read(buffer);
      } else {
        if (key.isConnectable()) {
          channel.finishConnect();
        }
        channel.write(request);
        key.interestOps(request.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
      }
    } catch (IOException | RuntimeException e) {
      fail(e);
    }
  }

  private void read(ByteBuffer buffer) throws IOException {
    buffer.clear();
    int read;
    do {
      read = channel.read(buffer);
    } while (read > 0 && buffer.hasRemaining());
    append(buffer.flip());
    if (read < 0) {
      close();
      body.complete(bodyOf(answer));
    }
  }

  private void append(ByteBuffer more) throws IOException {
    var length = answer.length;
    if (length + more.remaining() > LARGEST_ANSWER_BYTES) {
      throw new IOException("expected at most " + LARGEST_ANSWER_BYTES + " bytes, but more came");
    }
    answer = Arrays.copyOf(answer, length + more.remaining());
    more.get(answer, length, more.remaining());
  }

  /** Gives it up when its time is over. */
  void expire(long nanos) {
    if (nanos - end >= 0) {
      fail(new IOException("expected the whole answer in time, but it had not ended"));
    }
  }

  /** Gives it up. */
  void fail(Exception problem) {
    close();
    body.completeExceptionally(problem);
  }

  private void close() {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      body.completeExceptionally(e);
    }
  }

  private static byte[] bodyOf(byte[] answer) throws IOException {
    var text = new String(answer, StandardCharsets.ISO_8859_1);
    var end = text.indexOf(END_OF_HEAD);
    if (end >= 0 && text.startsWith(FORBIDDEN, "HTTP/1.1".length())) {
      var line = text.substring(end + END_OF_HEAD.length()).lines().findFirst().orElse("");
      throw new OrderRefusedException(line.substring(0, Math.min(LONGEST_REASON, line.length())));
    }
    if (end < 0 || !text.startsWith("HTTP/1.") || !text.startsWith(" 2", "HTTP/1.1".length())) {
      var line = text.lines().findFirst().orElse("nothing");
      throw new IOException("expected an answer of HTTP with a status of 2xx, but found " + line);
    }
    return Arrays.copyOfRange(answer, end + END_OF_HEAD.length(), answer.length);
  }
}
