// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench.keda;

import dev.taskworkers.runtime.DaemonThreads;
import dev.taskworkers.testbed.CommandFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** Takes TLS off connections and hands them on, for clients that speak nothing else. */
final class TlsTerminatingProxy implements AutoCloseable {
  private final SSLServerSocket server;
  private final InetSocketAddress target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private TlsTerminatingProxy(SSLServerSocket server, InetSocketAddress target) {
    this.server = server;
    this.target = target;
  }

  /**
   * Listens on {@code host} and {@code port}.
   *
   * @throws CommandFailure when the port is taken
   */
  static TlsTerminatingProxy start(
      String host, int port, Path keyStore, String password, InetSocketAddress target) {
    try {
      var factory = context(keyStore, password.toCharArray()).getServerSocketFactory();
      var socket =
          (SSLServerSocket) factory.createServerSocket(port, 50, InetAddress.getByName(host));
      var parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {"h2"});
      socket.setSSLParameters(parameters);
      var front = new TlsTerminatingProxy(socket, target);
      DaemonThreads.of("tls-accept", front::accept).start();
      return front;
    } catch (IOException | GeneralSecurityException e) {
      throw new CommandFailure(
          "Nothing can listen on port " + port + " of " + host + ": " + e.getMessage());
    }
  }

  private static SSLContext context(Path keyStore, char[] password)
      throws IOException, GeneralSecurityException {
    var store = KeyStore.getInstance("PKCS12");
    try (var stream = Files.newInputStream(keyStore)) {
      store.load(stream, password);
    }
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, password);
    var context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        var client = (SSLSocket) server.accept();
        DaemonThreads.of("tls-in", () -> serve(client)).start();
      } catch (IOException closed) {
        // The loop's condition tells.
      }
    }
  }

  private void serve(SSLSocket client) {
    try (client;
        var service = new Socket()) {
      open.add(client);
      client.setTcpNoDelay(true);
      client.startHandshake();
      service.connect(target);
      service.setTcpNoDelay(true);
      DaemonThreads.of("tls-out", () -> pump(service, client)).start();
      copy(client.getInputStream(), service.getOutputStream());
    } catch (IOException gone) {
      // Either side may hang up, or never come to terms; the client sees it.
    } finally {
      open.remove(client);
    }
  }

  private static void pump(Socket from, Socket to) {
    try (to) {
      copy(from.getInputStream(), to.getOutputStream());
    } catch (IOException gone) {
      // As above.
    }
  }

  private static void copy(InputStream from, OutputStream to) throws IOException {
    var buffer = new byte[8192];
    for (var read = from.read(buffer); read >= 0; read = from.read(buffer)) {
      to.write(buffer, 0, read);
      to.flush();
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      for (var client : open) {
        client.close();
      }
    } catch (IOException e) {
      throw new CommandFailure("A connection could not be closed: " + e.getMessage());
    }
  }
}
