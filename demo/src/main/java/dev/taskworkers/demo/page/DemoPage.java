package dev.taskworkers.demo.page;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.taskworkers.demo.DemoOptions;
import dev.taskworkers.demo.DemoView;
import dev.taskworkers.runtime.UsageException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/** Shows the demo's timeline to browsers on this machine. */
public final class DemoPage implements DemoView, AutoCloseable {
  /** Each holds a thread. */
  private static final int MOST_WATCHERS = 16;

  /** A comment this often tells a watcher that has gone from one for whom there is no news. */
  private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(5);

  private final HttpServer server;
  private final ExecutorService threads;
  private final Semaphore watchers = new Semaphore(MOST_WATCHERS);
  private final Timeline timeline = new Timeline();
  private final Set<String> names;
  private final ObjectMapper json = new ObjectMapper();
  private final PageSettings setting;

  private DemoPage(HttpServer server, DemoOptions options) {
    this.server = server;
    setting = PageSettings.of(options);
    var port = server.getAddress().getPort();
    names = Set.of("127.0.0.1:" + port, "localhost:" + port);
    threads =
        Executors.newCachedThreadPool(
            task -> {
              var thread = new Thread(task, "demo-page");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Listens on a port of 127.0.0.1; 0 takes a free one.
   *
   * @throws UsageException when the port is taken
   */
  public static DemoPage start(int port, DemoOptions options) {
    try {
      var loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      var server = HttpServer.create(new InetSocketAddress(loopback, port), MOST_WATCHERS);
      var page = new DemoPage(server, options);
      server.setExecutor(page.threads);
      server.createContext("/", page::handle);
      server.start();
      return page;
    } catch (IOException e) {
      throw new UsageException(
          "--page-port: expected a free port, but "
              + port
              + " can't be used ("
              + e.getMessage()
              + "); take another one, or 0 for any.");
    }
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  @Override
  public void show(Frame frame) {
    timeline.add(frame);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var headers = exchange.getResponseHeaders();
      headers.set("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'");
      headers.set("X-Content-Type-Options", "nosniff");
      headers.set("Cache-Control", "no-store");
      // Another site's page that has its name point here must not read along.
      if (!names.contains(String.valueOf(exchange.getRequestHeaders().getFirst("Host")))) {
        send(exchange, 403, "text/plain", text("This page answers to its own address only."));
      } else if (!exchange.getRequestMethod().equals("GET")) {
        send(exchange, 405, "text/plain", text("This page can only be read."));
      } else {
        answer(exchange);
      }
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    var path = exchange.getRequestURI().getPath();
    switch (path) {
      case "/setting" -> send(exchange, 200, "application/json", json.writeValueAsBytes(setting));
      case "/news" -> watch(exchange);
      default -> {
        var file = PageFile.at(path);
        if (file.isPresent()) {
          send(exchange, 200, file.get().type(), file.get().read());
        } else {
          send(exchange, 404, "text/plain", text("There is nothing here; the page is at /."));
        }
      }
    }
  }

  private void watch(HttpExchange exchange) throws IOException {
    if (!watchers.tryAcquire()) {
      send(exchange, 503, "text/plain", text("Too many pages are open; close some."));
      return;
    }
    try {
      exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
      exchange.sendResponseHeaders(200, 0);
      tell(exchange);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      watchers.release();
    }
  }

  private void tell(HttpExchange exchange) throws IOException, InterruptedException {
    var points = 0;
    var changes = 0;
    for (var over = false; !over; ) {
      var news = timeline.after(points, changes, SIGN_OF_LIFE);
      var line =
          news.points().isEmpty() && !news.over()
              ? ":\n\n"
              : "data: " + json.writeValueAsString(news) + "\n\n";
      exchange.getResponseBody().write(text(line));
      exchange.getResponseBody().flush();
      points += news.points().size();
      changes += news.changes().size();
      over = news.over();
    }
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  /** Tells those who watch that the demo is over, and ends. */
  @Override
  public void close() {
    timeline.end();
    server.stop(1);
    threads.shutdownNow();
  }
}
