// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The small HTTP server of a process: probes answer 200 {@code ok}, or 503 with the reason; pages
 * answer text; orders are posted. Nobody can keep a probe from its answer: clients that dribble
 * cost no thread, probes have one that pages and orders never hold, of each page or order only four
 * are made at once, who does not read his answer leaves when another comes, and who waits for an
 * event holds none of these.
 */
public final class HealthServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HealthServer.class);
  private static final int AT_ONCE = 4;

  private static final String NOTHING = "There is nothing at this path.\n";
  private static final String ELSEWHERE =
      "This page is for clients on this host; reach it with 'kubectl port-forward'.\n";

  private final List<Route> routes = new CopyOnWriteArrayList<>();
  private final ExecutorService probes =
      Executors.newSingleThreadExecutor(DaemonThreads.named("health"));
  private final ExecutorService pages =
      Executors.newCachedThreadPool(DaemonThreads.named("health"));

  /** Each ends when an answer has left. */
  private final Set<CompletableFuture<Void>> underWay = ConcurrentHashMap.newKeySet();

  private final Listener listener;

  /**
   * What is at a path.
   *
   * @param local for clients on this host alone
   */
  private record Route(
      String path,
      boolean andBelow,
      boolean local,
      String method,
      Function<Request, CompletableFuture<Response>> answer,
      Executor on,
      Places places) {
    boolean leadsTo(String asked) {
      return andBelow ? asked.startsWith(path) : asked.equals(path);
    }
  }

  private HealthServer(String host, int port, LongSupplier nanos) throws IOException {
    listener = Listener.open(new InetSocketAddress(host, port), this::handle, nanos);
  }

  /**
   * Listens on {@code host:port}; port 0 takes a free one.
   *
   * @throws UsageException when the address can't be bound
   */
  public static HealthServer start(String host, int port) {
    return start(host, port, System::nanoTime);
  }

  static HealthServer start(String host, int port, LongSupplier nanos) {
    try {
      return new HealthServer(host, port, nanos);
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
    return listener.port();
  }

  /** A probe: healthy while {@code problem} is empty, else 503 with the problem as its text. */
  public HealthServer probe(String path, Supplier<Optional<String>> problem) {
    return add(
        path,
        "GET",
        request -> {
          var text = problem.get();
          return Response.text(text.isEmpty() ? 200 : 503, text.orElse("ok") + "\n");
        },
        probes,
        Places.forAll());
  }

  /** A page whose text is made for each request. */
  public HealthServer page(String path, String contentType, Supplier<String> text) {
    return page(path, request -> Response.of(200, contentType, text.get()));
  }

  /** A page that depends on what the request asks for. */
  public HealthServer page(String path, Function<Request, Response> answer) {
    return add(path, "GET", answer, pages, new Served(AT_ONCE));
  }

  /** A page whose text is there once something has happened, and takes a connection until then. */
  public HealthServer event(
      String path, String contentType, Supplier<CompletableFuture<String>> text) {
    return add(
        new Route(
            path,
            false,
            false,
            "GET",
            request -> text.get().thenApply(said -> Response.of(200, contentType, said)),
            pages,
            new Waiters()));
  }

  /**
   * A page for clients on this host alone, such as {@code kubectl port-forward}.
   *
   * @param away while it has a sentence, that is answered with 503
   */
  public HealthServer localPage(
      String path, String contentType, Supplier<Optional<String>> away, Supplier<String> text) {
    return local(path, false, contentType, away, rest -> Optional.of(text.get()));
  }

  /**
   * As {@link #localPage}, for each path that begins with {@code prefix}; {@code text} gets the
   * rest of it, and 404 is answered where there is none.
   */
  public HealthServer localPages(
      String prefix,
      String contentType,
      Supplier<Optional<String>> away,
      Function<String, Optional<String>> text) {
    return local(prefix, true, contentType, away, text);
  }

  /** Something to do at a POST, whose answer says what becomes of it. */
  public HealthServer order(String path, Function<Request, Response> answer) {
    return add(path, "POST", answer, pages, new Served(AT_ONCE));
  }

  private HealthServer local(
      String path,
      boolean andBelow,
      String contentType,
      Supplier<Optional<String>> away,
      Function<String, Optional<String>> text) {
    Function<Request, Response> answer =
        request ->
            away.get()
                .map(sentence -> Response.text(503, sentence + "\n"))
                .or(
                    () ->
                        text.apply(request.path().substring(path.length()))
                            .map(found -> Response.of(200, contentType, found)))
                .orElseGet(() -> Response.text(404, NOTHING));
    return add(new Route(path, andBelow, true, "GET", atOnce(answer), pages, new Served(AT_ONCE)));
  }

  private HealthServer add(
      String path, String method, Function<Request, Response> answer, Executor on, Places places) {
    return add(new Route(path, false, false, method, atOnce(answer), on, places));
  }

  private static Function<Request, CompletableFuture<Response>> atOnce(
      Function<Request, Response> answer) {
    return request -> CompletableFuture.completedFuture(answer.apply(request));
  }

  private HealthServer add(Route route) {
    routes.add(route);
    return this;
  }

  private void handle(Exchange exchange) {
    var asked = exchange.request();
    routes.stream()
        .filter(route -> route.leadsTo(asked.path()))
        .max(Comparator.comparingInt(route -> route.path().length()))
        .ifPresentOrElse(
            route -> handle(exchange, route), () -> exchange.send(Response.text(404, NOTHING)));
  }

  private void handle(Exchange exchange, Route route) {
    if (!exchange.request().method().equals(route.method())) {
      exchange.send(Response.wrongMethod(route.method()));
    } else if (route.local() && !(exchange.isLocal() && exchange.request().isOfThisHost())) {
      exchange.send(Response.text(403, ELSEWHERE));
    } else if (!route.places().take(exchange)) {
      exchange.send(Places.TOO_MANY);
    } else {
      var left = new CompletableFuture<Void>();
      underWay.add(left);
      // Until the answer has left: those that wait to be read take memory.
      exchange.whenEnded(
          () -> {
            route.places().leave(exchange);
            underWay.remove(left);
            left.complete(null);
          });
      try {
        route.on().execute(() -> answer(exchange, route));
      } catch (RejectedExecutionException e) {
        exchange.send(Response.text(503, "This process is stopping.\n"));
      } catch (OutOfMemoryError e) {
        exchange.send(Response.text(503, "No thread can be started for this; ask again later.\n"));
      }
    }
  }

  private static void answer(Exchange exchange, Route route) {
    var unused =
        made(exchange.request(), route)
            .handle(
                (response, problem) -> {
                  if (problem == null) {
                    send(exchange, route, response);
                  } else {
                    sendFailed(exchange, route, problem);
                  }
                  return null;
                });
  }

  /** An answer that can't be sent is a failure, too: its connection would keep its place. */
  private static void send(Exchange exchange, Route route, Response response) {
    try {
      exchange.send(response);
    } catch (RuntimeException | Error e) {
      sendFailed(exchange, route, e);
    }
  }

  private static void sendFailed(Exchange exchange, Route route, Throwable problem) {
    try {
      LOG.error("the health port could not answer {}", route.path(), problem);
      exchange.send(Response.text(500, "The answer failed; see the log.\n"));
    } catch (RuntimeException | Error e) {
      exchange.breakOff();
    }
  }

  private static CompletableFuture<Response> made(Request request, Route route) {
    try {
      return route.answer().apply(request);
    } catch (RuntimeException | Error e) {
      // An error of one page must not keep its place for ever.
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Takes no more requests; those under way get a second to end. */
  @Override
  public void close() {
    probes.shutdown();
    pages.shutdown();
    try {
      CompletableFuture.allOf(underWay.toArray(CompletableFuture[]::new)).get(1, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      LOG.debug("{} requests are broken off", underWay.size());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    listener.close();
    probes.shutdownNow();
    pages.shutdownNow();
  }
}
