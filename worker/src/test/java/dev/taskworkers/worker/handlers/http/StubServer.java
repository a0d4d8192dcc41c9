// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.taskworkers.worker.fixtures.VirtualTimer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A container beside the worker: keeps the last request, and answers as it is told. */
final class StubServer implements AutoCloseable {
  final Map<String, String> headers = new HashMap<>();
  final CountDownLatch asked = new CountDownLatch(1);
  volatile String body = "";
  volatile int status = 200;
  volatile String answer = "";

  /** An answer does not come before it is released; {@link #close} does so, too. */
  volatile CountDownLatch release = new CountDownLatch(0);

  private final HttpServer server;

  StubServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestHeaders().forEach((key, value) -> headers.put(key, value.get(0)));
      body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      asked.countDown();
      release.await();
      exchange.getResponseHeaders().set("Retry-After", "7");
      var bytes = answer.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  TaskServer address() {
    return new TaskServer(
        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"), new VirtualTimer());
  }

  @Override
  public void close() {
    release.countDown();
    server.stop(0);
  }
}
