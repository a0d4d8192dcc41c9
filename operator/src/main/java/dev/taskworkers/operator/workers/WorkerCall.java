package dev.taskworkers.operator.workers;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * One exchange of HTTP with a worker, which blocks its thread. A large installation has thousands
 * of them each second, each with another worker, where a general client takes twice the processor
 * time; and here one deadline holds from the connection to the last byte. It is HTTP/1.0, since an
 * answer of that ends with its connection and is never in chunks.
 */
final class WorkerCall {
  private static final int LARGEST_ANSWER_BYTES = 64 * 1024;
  private static final int USUAL_ANSWER_BYTES = 2 * 1024;
  private static final String END_OF_HEAD = "\r\n\r\n";

  private final InetSocketAddress worker;
  private final String request;
  private final Duration within;

  /**
   * @param request line and headers, each with its line end
   * @param within the time to the last byte
   */
  private WorkerCall(InetSocketAddress worker, String request, Duration within) {
    this.worker = worker;
    this.request = request;
    this.within = within;
  }

  /** A question for a page; the worker hears how many pods of its pool are ready. */
  static WorkerCall get(InetSocketAddress worker, String path, long readyPods, Duration within) {
    return new WorkerCall(
        worker,
        "GET " + path + " HTTP/1.0\r\nTaskworkers-Ready-Pods: " + readyPods + "\r\n",
        within);
  }

  /** An order. */
  static WorkerCall post(InetSocketAddress worker, String path, Duration within) {
    return new WorkerCall(worker, "POST " + path + " HTTP/1.0\r\nContent-Length: 0\r\n", within);
  }

  /**
   * The body of the answer.
   *
   * @throws IOException when there is none in time, or one that is no 2xx or longer than 64 KiB
   */
  byte[] send() throws IOException {
    var end = System.nanoTime() + within.toNanos();
    try (var socket = new Socket()) {
      socket.setTcpNoDelay(true);
      // Closed by a reset once all is read. A connection that ends in the usual way is remembered
      // for one to two minutes, by the worker's host and by the connection tracking of nodes; with
      // 2 000 new ones a second that fills the tracker's table, and then nobody on the node
      // connects.
      socket.setSoLinger(true, 0);
      socket.connect(worker, millisUntil(end));
      socket.getOutputStream().write((request + "\r\n").getBytes(StandardCharsets.US_ASCII));
      return body(answer(socket, end));
    }
  }

  private static int millisUntil(long end) throws SocketTimeoutException {
    var left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    if (left <= 0) {
      throw new SocketTimeoutException("expected the whole answer in time, but it had not ended");
    }
    return (int) left;
  }

  private static byte[] answer(Socket socket, long end) throws IOException {
    var bytes = new byte[USUAL_ANSWER_BYTES];
    var length = 0;
    while (true) {
      socket.setSoTimeout(millisUntil(end));
      var read = socket.getInputStream().read(bytes, length, bytes.length - length);
      if (read < 0) {
        return Arrays.copyOf(bytes, length);
      }
      length += read;
      if (length > LARGEST_ANSWER_BYTES) {
        throw new IOException("expected at most " + LARGEST_ANSWER_BYTES + " bytes, but more came");
      }
      if (length == bytes.length) {
        bytes = Arrays.copyOf(bytes, 2 * length);
      }
    }
  }

  private static byte[] body(byte[] answer) throws IOException {
    var text = new String(answer, StandardCharsets.ISO_8859_1);
    var end = text.indexOf(END_OF_HEAD);
    if (end < 0 || !text.startsWith("HTTP/1.") || !text.startsWith(" 2", "HTTP/1.1".length())) {
      var line = text.lines().findFirst().orElse("nothing");
      throw new IOException("expected an answer of HTTP with a status of 2xx, but found " + line);
    }
    return Arrays.copyOfRange(answer, end + END_OF_HEAD.length(), answer.length);
  }
}
