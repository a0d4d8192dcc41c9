// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import dev.taskworkers.operator.pool.PoolWatches;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.http.StandardHttpRequest;
import io.fabric8.kubernetes.client.http.WebSocket;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Clients that list objects in pages of as many as fit into some megabytes. A list begins with a
 * page of a few, and each has some times as many as the one before it while those are small: ten
 * thousand ordinary pods come in some dozens of pages, within the time for which a continue token
 * is good, and not in thousands. A page that turns out too large is broken off, and asked for again
 * with a few, since each of these objects may have a megabyte and more.
 */
final class SizedPages implements HttpClient.Factory {
  private static final long FEWEST = PoolWatches.PAGE;
  private static final long MOST = 500;
  private static final long GROWTH = 4;

  /** An answer is in memory twice while it is read, and those of two kinds come at once. */
  static final long MOST_BYTES = 4 * 1024 * 1024;

  /** So that objects which are somewhat larger than those before them still fit. */
  private static final long WANTED_BYTES = MOST_BYTES / 2;

  /** What the framework asks for. */
  private static final Pattern LIMIT = Pattern.compile("([?&]limit=)" + FEWEST + "(?=&|$)");

  private static final Pattern ANY_LIMIT = Pattern.compile("[?&]limit=(\\d{1,9})");
  private static final String CONTINUE = "continue=";

  private final HttpClient.Factory factory;

  /** How many objects the next page of a list has, by the path of the list. */
  private final Map<String, Long> next = new ConcurrentHashMap<>();

  private static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1;

    TooLargeException() {
      super("a page has more than " + MOST_BYTES + " bytes");
    }
  }

  SizedPages(HttpClient.Factory factory) {
    this.factory = factory;
  }

  @Override
  public HttpClient.Builder newBuilder() {
    var builder = factory.newBuilder().addOrReplaceInterceptor("pages", new Bound());
    return paging(HttpClient.Builder.class, builder);
  }

  /** As {@code builder}, but what it builds pages. */
  private <B extends HttpClient.DerivedClientBuilder> B paging(Class<B> type, B builder) {
    var proxy =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              try {
                var result = method.invoke(builder, arguments);
                return result instanceof HttpClient client ? new Paging(client) : self;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
    return type.cast(proxy);
  }

  /** Breaks a page of more than a few objects off that is too large. */
  private static final class Bound implements Interceptor {
    @Override
    public AsyncBody.Consumer<List<ByteBuffer>> consumer(
        AsyncBody.Consumer<List<ByteBuffer>> consumer, HttpRequest request) {
      return mayBeBrokenOff(request.uri()) ? bounded(consumer) : consumer;
    }

    private static boolean mayBeBrokenOff(URI uri) {
      var limit = ANY_LIMIT.matcher(uri.toString());
      return limit.find() && Long.parseLong(limit.group(1)) > FEWEST;
    }

    private static AsyncBody.Consumer<List<ByteBuffer>> bounded(
        AsyncBody.Consumer<List<ByteBuffer>> consumer) {
      return new AsyncBody.Consumer<>() {
        private long bytes;

        @Override
        public void consume(List<ByteBuffer> part, AsyncBody body) throws Exception {
          bytes += part.stream().mapToLong(Buffer::remaining).sum();
          if (bytes > MOST_BYTES) {
            throw new TooLargeException();
          }
          consumer.consume(part, body);
        }
      };
    }
  }

  private final class Paging implements HttpClient {
    private final HttpClient client;

    Paging(HttpClient client) {
      this.client = client;
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, Class<T> type) {
      var uri = request.uri().toString();
      var isPage = type == byte[].class && LIMIT.matcher(uri).find() && !uri.contains("watch=true");
      return isPage ? page(request, type) : client.sendAsync(request, type);
    }

    private <T> CompletableFuture<HttpResponse<T>> page(HttpRequest request, Class<T> type) {
      var list = request.uri().getPath();
      var objects =
          request.uri().getQuery().contains(CONTINUE)
              ? next.getOrDefault(list, FEWEST)
              : Long.valueOf(FEWEST);
      return page(request, type, objects)
          .exceptionallyCompose(
              problem ->
                  isTooLarge(problem)
                      ? page(request, type, FEWEST)
                      : CompletableFuture.failedFuture(problem));
    }

    private <T> CompletableFuture<HttpResponse<T>> page(
        HttpRequest request, Class<T> type, long objects) {
      var uri = LIMIT.matcher(request.uri().toString()).replaceFirst("$1" + objects);
      var sized = ((StandardHttpRequest) request).newBuilder().uri(URI.create(uri)).build();
      return client
          .sendAsync(sized, type)
          .thenApply(
              answer -> {
                var bytes = ((byte[]) answer.body()).length;
                next.put(request.uri().getPath(), after(objects, bytes));
                return answer;
              });
    }

    @Override
    public CompletableFuture<HttpResponse<AsyncBody>> consumeBytes(
        HttpRequest request, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
      return client.consumeBytes(request, consumer);
    }

    @Override
    public DerivedClientBuilder newBuilder() {
      return paging(DerivedClientBuilder.class, client.newBuilder());
    }

    @Override
    public WebSocket.Builder newWebSocketBuilder() {
      return client.newWebSocketBuilder();
    }

    @Override
    public HttpRequest.Builder newHttpRequestBuilder() {
      return client.newHttpRequestBuilder();
    }

    @Override
    public boolean isClosed() {
      return client.isClosed();
    }

    @Override
    public void close() {
      client.close();
    }
  }

  private static boolean isTooLarge(Throwable problem) {
    for (var cause = problem; cause != null; cause = cause.getCause()) {
      if (cause instanceof TooLargeException) {
        return true;
      }
    }
    return false;
  }

  /** How many objects the page after one of {@code objects} has. */
  private static long after(long objects, long bytes) {
    var fit = objects * WANTED_BYTES / Math.max(bytes, 1);
    return Math.max(FEWEST, Math.min(fit, Math.min(objects * GROWTH, MOST)));
  }
}
