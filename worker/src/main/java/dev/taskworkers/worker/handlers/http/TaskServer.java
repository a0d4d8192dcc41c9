package dev.taskworkers.worker.handlers.http;

import dev.taskworkers.worker.execution.NoAnswerException;
import java.io.IOException;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The container beside us, which does tasks by HTTP. */
public final class TaskServer {
  private static final Duration CONNECT = Duration.ofSeconds(1);

  private static final String NO_BYTES = "received no bytes";

  static {
    ClientSettings.apply();
  }

  private final URI url;

  private final IdleConnections idle = new IdleConnections(System::nanoTime);

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

  /**
   * Sends {@code request}, and once more when a connection that was used before ends without a
   * byte: the server closed it, most likely before it saw the request. A new connection that ends
   * so has told of the request itself. To cancel the answer ends the exchange, also one whose body
   * stalls.
   *
   * @param most bytes of the answer's body that are of interest
   */
  CompletableFuture<Answer> ask(HttpRequest request, int most) {
    var answer = new CompletableFuture<Answer>();
    send(request, most, answer, true);
    return answer;
  }

  private void send(
      HttpRequest request, int most, CompletableFuture<Answer> answer, boolean first) {
    var mayBeStale = idle.used() && first;
    var response = client.sendAsync(request, head -> Answer.beginning(most));
    response.whenComplete(
        (complete, problem) -> {
          if (problem == null) {
            if (staysOpen(complete)) {
              idle.freed();
            }
            answer.complete(Answer.of(complete));
          } else if (mayBeStale && endedWithoutAByte(problem) && !answer.isDone()) {
            send(request, most, answer, false);
          } else {
            answer.completeExceptionally(
                problem instanceof CompletionException e ? e.getCause() : problem);
          }
        });
    answer.whenComplete(
        (done, problem) -> {
          if (answer.isCancelled()) {
            response.cancel(true);
          }
        });
  }

  private static boolean staysOpen(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("Connection")
        .filter(value -> value.equalsIgnoreCase("close"))
        .isEmpty();
  }

  /** The JDK tells it in words alone. */
  private static boolean endedWithoutAByte(Throwable problem) {
    var cause = problem instanceof CompletionException ? problem.getCause() : problem;
    return cause instanceof IOException && String.valueOf(cause.getMessage()).contains(NO_BYTES);
  }

  HttpRequest.Builder post(Body body, String contentType) {
    return HttpRequest.newBuilder(url).POST(body.publisher()).header("Content-Type", contentType);
  }
}
