package dev.taskworkers.worker.handlers.http;

import dev.taskworkers.worker.api.Failure;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.api.Task;
import dev.taskworkers.worker.api.TaskContext;
import dev.taskworkers.worker.api.Trace;
import dev.taskworkers.worker.handlers.HandlerSpec;
import dev.taskworkers.worker.handlers.PreparedHandler;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;

/** Posts each task to the container beside us; the status of the answer is the outcome. */
public final class HttpHandler implements PreparedHandler {
  private static final Duration CONNECT = Duration.ofSeconds(1);

  /** As much of an answer as a dead letter can tell. */
  private static final int EXCERPT_BYTES = 4096;

  private final URI url;
  private final HandlerSpec.Format format;
  private final Envelope envelope;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  public HttpHandler(URI url, HandlerSpec.Format format, String subscription) {
    this.url = url;
    this.format = format;
    this.envelope = new Envelope(subscription);
  }

  @Override
  public Optional<String> notReady() {
    var port = url.getPort() >= 0 ? url.getPort() : 80;
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(url.getHost(), port), (int) CONNECT.toMillis());
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("Nothing listens at " + url + " yet: " + e.getMessage() + ".");
    }
  }

  @Override
  public Outcome handle(Task task, TaskContext context) {
    var answer =
        client.sendAsync(request(task, context), HttpResponse.BodyHandlers.ofInputStream());
    context.onCancel(() -> answer.cancel(true));
    try {
      var response = answer.join();
      try (var body = response.body()) {
        context.onCancel(() -> close(body));
        return HttpOutcomes.of(
            response.statusCode(),
            response.headers().firstValue("Retry-After").orElse(""),
            new String(body.readNBytes(EXCERPT_BYTES), StandardCharsets.UTF_8));
      }
    } catch (CompletionException e) {
      return Outcome.retry(Failure.of(e.getCause()));
    } catch (CancellationException e) {
      return Outcome.retry(Failure.of("cancelled", "The request was cancelled."));
    } catch (IOException e) {
      return Outcome.retry(Failure.of(e));
    }
  }

  private HttpRequest request(Task task, TaskContext context) {
    var body = HttpRequest.BodyPublishers.ofByteArray(envelope.json(task, context.attempt()));
    var request = HttpRequest.newBuilder(url).POST(body).header("Content-Type", "application/json");
    if (format == HandlerSpec.Format.CloudEvents) {
      envelope.cloudEventHeaders(task).forEach(request::header);
    }
    Trace.of(task, context).ifPresent(trace -> request.header("traceparent", trace));
    return request.build();
  }

  private static void close(InputStream body) {
    try {
      body.close();
    } catch (IOException e) {
      throw new IllegalStateException("An answer could not be closed.", e);
    }
  }
}
