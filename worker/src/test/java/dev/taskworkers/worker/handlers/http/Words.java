// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers.http;

import dev.taskworkers.worker.fixtures.VirtualTimer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/** A server that reads the head of one request, says a few words and hangs up. */
final class Words implements AutoCloseable {
  private final ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());

  /** Counts down when the words are said. */
  final CountDownLatch said = new CountDownLatch(1);

  private final CountDownLatch closed = new CountDownLatch(1);

  /** Hangs up after {@code words}. */
  Words(String words) throws IOException {
    this(words, false);
  }

  /**
   * @param staysSilent says nothing more until it is closed, instead of hanging up
   */
  Words(String words, boolean staysSilent) throws IOException {
    if (!staysSilent) {
      closed.countDown();
    }
    var thread = new Thread(() -> say(words));
    thread.setDaemon(true);
    thread.start();
  }

  private void say(String words) {
    try (var client = socket.accept()) {
      var unused = client.getInputStream().read(new byte[65_536]);
      client.getOutputStream().write(words.getBytes(StandardCharsets.US_ASCII));
      said.countDown();
      closed.await();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  TaskServer address() {
    return new TaskServer(
        URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/"), new VirtualTimer());
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    socket.close();
  }
}
