// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** A wire to a port that cuts each connection, in both directions, after so many bytes. */
final class CuttingProxy implements AutoCloseable {
  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final int target;
  private final long bytes;
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final AtomicLong cuts = new AtomicLong();

  CuttingProxy(int target, long bytes) throws IOException {
    this.target = target;
    this.bytes = bytes;
    begin(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  long cuts() {
    return cuts.get();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        var client = server.accept();
        var cloud = new Socket(InetAddress.getLoopbackAddress(), target);
        open.addAll(List.of(client, cloud));
        var left = new AtomicLong(bytes);
        begin(() -> copy(client, cloud, left));
        begin(() -> copy(cloud, client, left));
      } catch (IOException e) {
        if (!server.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void copy(Socket from, Socket to, AtomicLong left) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      var buffer = new byte[1024];
      for (var read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (left.addAndGet(-read) < 0) {
          cuts.incrementAndGet();
          return;
        }
        out.write(buffer, 0, read);
      }
    } catch (IOException e) {
      // The other direction has cut it.
      return;
    }
  }

  private static void begin(Runnable action) {
    var thread = new Thread(action, "proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (var socket : open) {
      socket.close();
    }
  }
}
