// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers.http;

import dev.taskworkers.runtime.Timer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that counts connections, and ends each without a word after so many answers. */
final class Connections implements AutoCloseable {
  private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final AtomicInteger opened = new AtomicInteger();
  private final Semaphore ended = new Semaphore(0);
  private final CompletableFuture<Void> gone = new CompletableFuture<>();
  private final byte[] answer;
  private final int answers;
  private final int answered;

  /** What happens at a request after the last that is answered; without it, none is waited for. */
  private Optional<Event> next = Optional.empty();

  private byte[] last = {};

  Connections(int bytes, int answers) throws IOException {
    this("Content-Length: " + bytes + "\r\n\r\n" + "x".repeat(bytes), answers, Integer.MAX_VALUE);
  }

  private Connections(String rest, int answers, int answered) throws IOException {
    this.answer = ("HTTP/1.1 200 OK\r\n" + rest).getBytes(StandardCharsets.US_ASCII);
    this.answers = answers;
    this.answered = answered;
    daemon(this::accept);
  }

  /** One that answers the first request, ends its connection as it has said, and dies then. */
  static Connections answeringOnce() throws IOException {
    return new Connections("Content-Length: 0\r\nConnection: close\r\n\r\n", 1, 1);
  }

  /** One that answers one request on each connection, and ends it after {@code next} at another. */
  static Connections endingAtTheNext(Event next) throws IOException {
    var server = new Connections(0, 1);
    server.next = Optional.of(next);
    return server;
  }

  /** One whose answers are of {@code rest} after the status line. */
  static Connections saying(String rest) throws IOException {
    return new Connections(rest, Integer.MAX_VALUE, Integer.MAX_VALUE);
  }

  /** One that answers one request on each connection, and says {@code last} after another. */
  static Connections endingWith(String last, Event before) throws IOException {
    var server = endingAtTheNext(before);
    server.last = last.getBytes(StandardCharsets.US_ASCII);
    return server;
  }

  /** What a test has happen in the server. */
  interface Event {
    void in(Connections server) throws IOException;
  }

  /** Waits until it takes no connection any more: one that comes at once could slip in. */
  void die() throws IOException {
    close();
    gone.join();
  }

  int opened() {
    return opened.get();
  }

  /** Waits until the client has ended a connection. */
  void awaitEnd() throws InterruptedException {
    ended.acquire();
  }

  TaskServer address(Timer timer) {
    return new TaskServer(URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/"), timer);
  }

  private void accept() {
    try {
      while (true) {
        var client = socket.accept();
        var most = opened.incrementAndGet() <= answered ? answers : 0;
        daemon(() -> serve(client, most));
      }
    } catch (IOException e) {
      // The test is over, or the server is to be gone.
      gone.complete(null);
    }
  }

  private void serve(Socket client, int most) {
    try (client) {
      var in =
          new BufferedReader(
              new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
      for (int given = 0; request(in) && given < most; given++) {
        client.getOutputStream().write(answer);
        if (given + 1 == most) {
          if (next.isPresent() && request(in)) {
            next.get().in(this);
            client.getOutputStream().write(last);
          }
          return;
        }
      }
    } catch (IOException e) {
      // The client has gone.
    }
    ended.release();
  }

  private static boolean request(BufferedReader in) throws IOException {
    var length = 0;
    for (var line = in.readLine(); line != null; line = in.readLine()) {
      if (line.isEmpty()) {
        return in.skip(length) == length;
      }
      if (line.startsWith("Content-Length: ")) {
        length = Integer.parseInt(line.substring("Content-Length: ".length()));
      }
    }
    return false;
  }

  private static void daemon(Runnable work) {
    var thread = new Thread(work);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
