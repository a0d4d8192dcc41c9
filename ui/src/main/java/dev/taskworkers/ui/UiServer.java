// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.ui;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.taskworkers.runtime.DaemonThreads;
import dev.taskworkers.runtime.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** Shows pools to browsers on this machine. */
public final class UiServer implements AutoCloseable {
  /** Each holds a thread. */
  private static final int MOST_WATCHERS = 16;

  /** A comment this often tells a watcher that has gone from one for whom there is no news. */
  private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(5);

  /** Each of which a request has begun holds a thread; a tab has six at most. */
  private static final int MOST_CONNECTIONS = 1024;

  /** For a whole request to come; how long an answer takes is another matter. */
  private static final Duration REQUEST = Duration.ofSeconds(10);

  static {
    // Read once, when the server's classes are loaded; whoever starts this process may know better.
    System.getProperties()
        .putIfAbsent("jdk.httpserver.maxConnections", String.valueOf(MOST_CONNECTIONS));
    System.getProperties()
        .putIfAbsent("sun.net.httpserver.maxReqTime", String.valueOf(REQUEST.toSeconds()));
  }

  private static final String API = "/api/";
  private static final String POOLS = "/api/pools/";
  private static final String WHAT_IF = "/what-if";
  private static final String ACTIONS = "/api/actions/";
  private static final String HISTORY = "/api/history/";
  private static final String LETTERS = "/api/dead-letters/";
  private static final int MOST_BYTES = 1024;

  private static final String UNKNOWN =
      "Open the address that the command has printed; it holds a token.";

  private final ObjectMapper json =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .build();
  private final Semaphore watchers = new Semaphore(MOST_WATCHERS);
  private final HttpServer server;
  private final ExecutorService threads;
  private final PoolSource source;
  private final PoolActions actions;
  private final PoolHistory history;
  private final PoolFeed feed;
  private final PlayPage play;
  private final DeadLetterPages letters;
  private final Parts parts;
  private final Access access;

  /**
   * What a page is about.
   *
   * @param actions what who looks may do
   * @param history who did what
   * @param letters what was given up
   */
  public record Contents(
      PoolSource source, PoolActions actions, PoolHistory history, DeadLetters letters) {}

  /** Which parts of a pool's page this one has, beside its numbers. */
  private record Parts(boolean actions, boolean history, boolean deadLetters) {}

  private UiServer(HttpServer server, Contents contents, Duration every, boolean open) {
    this.server = server;
    source = contents.source();
    actions = contents.actions();
    history = contents.history();
    letters = new DeadLetterPages(contents.letters());
    parts = new Parts(actions.mayOffer(), history.isKnown(), contents.letters().isKnown());
    play = new PlayPage(source);
    feed = new PoolFeed(source, every);
    var port = server.getAddress().getPort();
    access = open ? Access.open(port) : Access.secret(port);
    threads = Executors.newCachedThreadPool(DaemonThreads.named("ui"));
  }

  /**
   * Listens on a port of 127.0.0.1; 0 takes a free one. Only who has {@link #address} may look.
   *
   * @param every how often the pools are read while somebody looks
   * @param option the port's name on the command line
   * @throws UsageException when the port is taken
   */
  public static UiServer start(int port, String option, Contents contents, Duration every) {
    return start(port, option, contents, every, false);
  }

  /** As {@link #start}, for everybody on this machine to read, and for nobody to act. */
  public static UiServer startOpen(int port, String option, PoolSource source, Duration every) {
    var readOnly = new Contents(source, PoolActions.none(), PoolHistory.none(), DeadLetters.none());
    return start(port, option, readOnly, every, true);
  }

  private static UiServer start(
      int port, String option, Contents contents, Duration every, boolean open) {
    try {
      var loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      var server = HttpServer.create(new InetSocketAddress(loopback, port), MOST_WATCHERS);
      var ui = new UiServer(server, contents, every, open);
      server.setExecutor(ui.threads);
      server.createContext("/", ui::handle);
      server.start();
      return ui;
    } catch (IOException e) {
      throw new UsageException(
          option
              + ": expected a free port, but "
              + port
              + " can't be used ("
              + e.getMessage()
              + "); take another one, or 0 for any.");
    }
  }

  /** Where the page is; it holds the secret, where there is one. */
  public URI address() {
    return URI.create(
        "http://127.0.0.1:" + server.getAddress().getPort() + "/" + access.fragment());
  }

  /** Whether somebody looks now. */
  boolean isWatched() {
    return watchers.availablePermits() < MOST_WATCHERS;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var headers = exchange.getResponseHeaders();
      headers.set("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'");
      headers.set("X-Content-Type-Options", "nosniff");
      headers.set("Referrer-Policy", "no-referrer");
      headers.set("Cache-Control", "no-store");
      var request = exchange.getRequestHeaders();
      var path = exchange.getRequestURI().getRawPath();
      if (!access.isNamed(request)) {
        Answers.sendText(exchange, 403, "This page answers to its own address only.");
      } else if (exchange.getRequestMethod().equals("POST")) {
        perform(exchange);
      } else if (!exchange.getRequestMethod().equals("GET")) {
        Answers.sendText(exchange, 405, "Expected GET or POST.");
      } else if (!path.startsWith(API)) {
        // Files tell nothing of pools, so whoever follows a link may have them.
        file(exchange, path);
      } else if (!access.isOwn(request) || !access.isLet(request)) {
        Answers.sendText(exchange, 403, UNKNOWN);
      } else {
        answer(exchange, path);
      }
    }
  }

  private void answer(HttpExchange exchange, String path) throws IOException {
    if (path.equals("/api/news")) {
      watch(exchange);
    } else if (path.startsWith(POOLS) && path.endsWith(WHAT_IF)) {
      play.answer(exchange, path.substring(POOLS.length(), path.length() - WHAT_IF.length()));
    } else if (path.startsWith(POOLS)) {
      pass(exchange, path.substring("/api".length()));
    } else if (path.startsWith(LETTERS)) {
      letters.look(exchange, exchange.getRequestURI().getPath().substring(LETTERS.length()));
    } else if (path.startsWith(ACTIONS)) {
      var pool = exchange.getRequestURI().getPath().substring(ACTIONS.length());
      tell(exchange, () -> actions.offers(pool));
    } else if (path.equals("/api/parts")) {
      Answers.sendJson(exchange, parts);
    } else if (path.startsWith(HISTORY)) {
      var pool = exchange.getRequestURI().getPath().substring(HISTORY.length());
      tell(exchange, () -> history.of(pool));
    } else {
      file(exchange, path);
    }
  }

  private void tell(HttpExchange exchange, Supplier<List<?>> known) throws IOException {
    byte[] all;
    try {
      all = json.writeValueAsBytes(known.get());
    } catch (IllegalStateException e) {
      Answers.sendText(exchange, PoolSource.UNAVAILABLE, e.getMessage());
      return;
    }
    Answers.send(exchange, 200, "application/json", all);
  }

  /** An action is taken only from a page that this server has served to who knows its secret. */
  private void perform(HttpExchange exchange) throws IOException {
    var request = exchange.getRequestHeaders();
    var path = exchange.getRequestURI().getPath();
    if (!access.isLet(request) || !access.isOurs(request)) {
      Answers.sendText(exchange, 403, UNKNOWN);
    } else if (path.startsWith(LETTERS)) {
      letters.act(exchange, path.substring(LETTERS.length()));
    } else if (!path.startsWith(ACTIONS)) {
      Answers.sendText(exchange, 404, "There is no such action here.");
    } else {
      var result = perform(path.substring(ACTIONS.length()), exchange.getRequestBody());
      Answers.sendText(exchange, result.status(), result.sentence());
    }
  }

  private PoolActions.Result perform(String pool, InputStream request) throws IOException {
    try {
      var body = json.readTree(request.readNBytes(MOST_BYTES));
      var pods = body.path("pods");
      if (body.path("action").asText().equals("drain")) {
        return actions.drain(pool, body.path("worker").asText());
      }
      return actions.perform(
          pool,
          body.path("action").asText(),
          pods.isInt() ? OptionalInt.of(pods.asInt()) : OptionalInt.empty());
    } catch (JsonProcessingException e) {
      return new PoolActions.Result(400, "Expected an action in JSON.");
    }
  }

  private void pass(HttpExchange exchange, String path) throws IOException {
    var reply = source.get(path);
    if (reply.isGood()) {
      Answers.send(exchange, 200, "application/json", Answers.bytes(reply.body()));
    } else {
      Answers.sendText(exchange, reply.status(), reply.body());
    }
  }

  private static void file(HttpExchange exchange, String path) throws IOException {
    var file = PageFile.at(path);
    if (file.isPresent()) {
      Answers.send(exchange, 200, file.get().type(), file.get().read());
    } else {
      Answers.sendText(exchange, 404, "There is nothing here; the page is at /.");
    }
  }

  private void watch(HttpExchange exchange) throws IOException {
    if (!watchers.tryAcquire()) {
      Answers.sendText(exchange, 503, "Too many pages are open; close some.");
      return;
    }
    feed.watch();
    try {
      exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
      exchange.sendResponseHeaders(200, 0);
      tell(exchange);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      feed.unwatch();
      watchers.release();
    }
  }

  private void tell(HttpExchange exchange) throws IOException, InterruptedException {
    var seen = 0L;
    for (var over = false; !over; ) {
      var news = feed.after(seen, SIGN_OF_LIFE);
      exchange.getResponseBody().write(Answers.bytes(event(news)));
      exchange.getResponseBody().flush();
      seen = news.map(PoolFeed.News::version).orElse(seen);
      over = news.filter(PoolFeed.News::over).isPresent();
    }
  }

  private String event(Optional<PoolFeed.News> news) throws JsonProcessingException {
    return news.isEmpty() ? ":\n\n" : "data: " + json.writeValueAsString(news.get()) + "\n\n";
  }

  /** Tells those who watch that it is over, and ends. */
  @Override
  public void close() {
    feed.close();
    server.stop(1);
    threads.shutdownNow();
  }
}
