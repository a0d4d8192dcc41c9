package dev.taskworkers.worker.handlers.http;

import dev.taskworkers.worker.work.NoAnswerException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** The container beside us, which does tasks by HTTP. */
public final class TaskServer {
  private static final Duration CONNECT = Duration.ofSeconds(1);

  private final URI url;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  public TaskServer(URI url) {
    this.url = url;
  }

  /** Why it can't take tasks yet, or empty; blocks for a second at most. */
  public Optional<String> notReady() {
    var port = url.getPort() >= 0 ? url.getPort() : 80;
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(url.getHost(), port), (int) CONNECT.toMillis());
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("Nothing listens at " + url + " yet: " + e.getMessage() + ".");
    }
  }

  /** What it means that {@code problem} came instead of an answer. */
  NoAnswerException noAnswer(IOException problem) {
    var unseen =
        problem instanceof ConnectException || problem instanceof HttpConnectTimeoutException;
    return unseen
        ? NoAnswerException.unseen("No connection to " + url + ": " + cause(problem), problem)
        : NoAnswerException.brokenOff(
            "The connection to " + url + " broke before the answer was complete: " + cause(problem),
            problem);
  }

  /** The JDK's exceptions often have no message of their own. */
  private static String cause(IOException problem) {
    return problem.getMessage() == null
        ? problem.getClass().getSimpleName() + "."
        : problem.getMessage() + ".";
  }

  HttpClient client() {
    return client;
  }

  HttpRequest.Builder post(byte[] body, String contentType) {
    return HttpRequest.newBuilder(url)
        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
        .header("Content-Type", contentType);
  }

  /** The wish of an answer for the time of the next try; empty when it has none. */
  static String retryAfter(HttpResponse<InputStream> answer) {
    return answer.headers().firstValue("Retry-After").orElse("");
  }
}
