// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.ui;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/** An operator's own numbers, asked for over HTTP on this machine. */
public final class OperatorSource implements PoolSource {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
  private final Address operator;
  private final String origin;

  /** Where an operator answers now; another place when it has moved. */
  public interface Address {
    /**
     * Looks it up.
     *
     * @throws IOException when it can't be told, with a reason
     */
    URI now() throws IOException;
  }

  /**
   * @param operator where it answers
   * @param origin what it is called
   */
  public OperatorSource(Address operator, String origin) {
    this.operator = operator;
    this.origin = origin;
  }

  @Override
  public Reply get(String path) {
    try {
      var request = HttpRequest.newBuilder(operator.now().resolve(path)).timeout(PATIENCE).build();
      var answer = client.send(request, BodyHandlers.ofString());
      var body = answer.body().strip();
      var refusal = answer.statusCode() == UNAVAILABLE ? List.of(body) : List.<String>of();
      return new Reply(answer.statusCode(), body, origin, refusal);
    } catch (IOException e) {
      return unavailable("no answer, " + e.getMessage());
    } catch (IllegalStateException e) {
      return unavailable(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return unavailable("nobody waits for its answer");
    }
  }

  private Reply unavailable(String why) {
    var sentence = "The operator does not answer (" + why + "); the page asks it again.";
    return new Reply(UNAVAILABLE, sentence, origin, List.of(sentence));
  }
}
