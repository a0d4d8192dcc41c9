package dev.taskworkers.runtime;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The small HTTP server of a process: probes answer 200 {@code ok}, or 503 with the reason; pages
 * answer text; orders are posted. Request bodies are not read.
 */
public final class HealthServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads;

  private HealthServer(HttpServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  /**
   * Listens on {@code host:port}; port 0 takes a free one.
   *
   * @throws UsageException when the address can't be bound
   */
  public static HealthServer start(String host, int port) {
    try {
      var server = HttpServer.create(new InetSocketAddress(host, port), 64);
      var threads =
          Executors.newFixedThreadPool(
              4,
              task -> {
                var thread = new Thread(task, "health");
                thread.setDaemon(true);
                return thread;
              });
      server.setExecutor(threads);
      server.start();
      return new HealthServer(server, threads);
    } catch (IOException e) {
      throw new UsageException(
          "The health port can't be opened on "
              + host
              + ":"
              + port
              + " ("
              + e.getMessage()
              + "). Free that port, or choose another one.");
    }
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** A probe: healthy while {@code problem} is empty, else 503 with the problem as its text. */
  public HealthServer probe(String path, Supplier<Optional<String>> problem) {
    server.createContext(
        path,
        exchange -> {
          var text = problem.get();
          answer(exchange, text.isEmpty() ? 200 : 503, "text/plain", text.orElse("ok") + "\n");
        });
    return this;
  }

  /** A page whose text is made for each request. */
  public HealthServer page(String path, String contentType, Supplier<String> text) {
    server.createContext(path, exchange -> answer(exchange, 200, contentType, text.get()));
    return this;
  }

  /** A page that depends on a header of the request, which is empty where it is missing. */
  public HealthServer page(
      String path, String contentType, String header, UnaryOperator<String> text) {
    server.createContext(
        path,
        exchange -> {
          var value = exchange.getRequestHeaders().getFirst(header);
          answer(exchange, 200, contentType, text.apply(value == null ? "" : value));
        });
    return this;
  }

  /** A page for each path that begins with {@code prefix}; {@code text} gets the rest of it. */
  public HealthServer pages(String prefix, String contentType, UnaryOperator<String> text) {
    server.createContext(
        prefix,
        exchange -> {
          var rest = exchange.getRequestURI().getPath().substring(prefix.length());
          answer(exchange, 200, contentType, text.apply(rest));
        });
    return this;
  }

  /** Something to do, at a POST; the answer does not wait for its effect. */
  public HealthServer order(String path, Runnable action) {
    server.createContext(
        path,
        exchange -> {
          if (!refused(exchange, "POST")) {
            action.run();
            send(exchange, 202, "text/plain", "accepted\n");
          }
        });
    return this;
  }

  private static void answer(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    if (!refused(exchange, "GET")) {
      send(exchange, status, type, text);
    }
  }

  private static boolean refused(HttpExchange exchange, String method) throws IOException {
    if (exchange.getRequestMethod().equals(method)) {
      return false;
    }
    try (exchange) {
      exchange.getResponseHeaders().set("Allow", method);
      exchange.sendResponseHeaders(405, -1);
    }
    return true;
  }

  private static void send(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    try (exchange) {
      var body = text.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  /** Takes no more requests; those under way get a second to end. */
  @Override
  public void close() {
    threads.shutdown();
    try {
      threads.awaitTermination(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.stop(0);
    threads.shutdownNow();
  }
}
