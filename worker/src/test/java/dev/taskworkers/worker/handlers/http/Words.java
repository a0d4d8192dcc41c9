package dev.taskworkers.worker.handlers.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A server that reads the head of one request, says a few words and hangs up. */
final class Words implements AutoCloseable {
  private final ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());

  Words(String words) throws IOException {
    var thread = new Thread(() -> say(words));
    thread.setDaemon(true);
    thread.start();
  }

  private void say(String words) {
    try (var client = socket.accept()) {
      var unused = client.getInputStream().read(new byte[65_536]);
      client.getOutputStream().write(words.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  TaskServer address() {
    return new TaskServer(URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/"));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
