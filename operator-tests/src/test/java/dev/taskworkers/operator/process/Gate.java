// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A way to a server that can be shut: then its connections end, and new ones come to nothing. While
 * it is blocked, connections stay, and what is sent over them is lost. So is what is swallowed: a
 * request, and all that comes after it over its connection.
 */
final class Gate implements AutoCloseable {
  private final ServerSocket server;
  private final String host;
  private final int port;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger turnedAway = new AtomicInteger();
  private volatile boolean shut;
  private volatile boolean blocked;
  private volatile Optional<String> swallows = Optional.empty();
  private final AtomicInteger swallowed = new AtomicInteger();
  private final Queue<String> requests = new ConcurrentLinkedQueue<>();

  /**
   * @param url of the server, without TLS
   */
  Gate(String url) {
    var target = URI.create(url);
    host = target.getHost();
    port = target.getPort();
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    run(this::accept);
  }

  String url() {
    return "http://127.0.0.1:" + server.getLocalPort() + "/";
  }

  void shut() {
    shut = true;
    sockets.forEach(Gate::end);
  }

  void block() {
    blocked = true;
  }

  /** Requests that begin so get no answer. */
  void swallow(String beginning) {
    swallows = Optional.of(beginning);
  }

  /** Requests that got no answer so far. */
  int swallowed() {
    return swallowed.get();
  }

  /** The first line of each request, where some are swallowed. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  void open() {
    shut = false;
    blocked = false;
    swallows = Optional.empty();
  }

  /** Connections that came while it was shut. */
  int turnedAway() {
    return turnedAway.get();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        var client = server.accept();
        if (shut) {
          turnedAway.incrementAndGet();
          end(client);
        } else {
          var onwards = new Socket(host, port);
          sockets.add(client);
          sockets.add(onwards);
          run(() -> carry(client, onwards));
          run(() -> carry(onwards, client));
        }
      } catch (IOException e) {
        // The next one.
      }
    }
  }

  private void carry(Socket from, Socket to) {
    var bytes = new byte[8192];
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      var answers = true;
      for (var read = in.read(bytes); read >= 0; read = in.read(bytes)) {
        var sent = new String(bytes, 0, read, StandardCharsets.ISO_8859_1);
        if (swallows.isPresent() && sent.startsWith("GET ")) {
          requests.add(sent.lines().findFirst().orElseThrow());
        }
        if (answers && isSwallowed(sent)) {
          answers = false;
          swallowed.incrementAndGet();
        }
        if (answers && !blocked) {
          out.write(swallows.isEmpty() ? Arrays.copyOf(bytes, read) : readable(sent));
        }
      }
    } catch (IOException e) {
      // One of them has ended.
    } finally {
      end(from);
      end(to);
    }
  }

  /** In HTTP/2, one request could not be told from the other. */
  private static byte[] readable(String sent) {
    return sent.replace("Upgrade: h2c", "Upgrade: no").getBytes(StandardCharsets.ISO_8859_1);
  }

  private boolean isSwallowed(String sent) {
    return swallows.filter(sent::startsWith).isPresent();
  }

  private static void run(Runnable task) {
    var thread = new Thread(task, "gate");
    thread.setDaemon(true);
    thread.start();
  }

  private static void end(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It has ended.
    }
  }

  @Override
  public void close() {
    shut();
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
