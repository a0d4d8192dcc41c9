package dev.taskworkers.worker.handlers.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import dev.taskworkers.worker.api.BatchTaskHandler;
import dev.taskworkers.worker.api.Failure;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.handlers.HandlerSpec.Format;
import dev.taskworkers.worker.handlers.StatusRules;
import dev.taskworkers.worker.work.NoAnswerException;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Posts a batch of tasks to the container beside us. An answer of 2xx may have a JSON array of one
 * status for each task, in their order; without one, and otherwise, its own status is that of all.
 */
public final class HttpBatchHandler implements BatchTaskHandler {
  private static final JsonFactory JSON = new JsonFactory();

  /** More than a thousand statuses take. */
  private static final int ANSWER_BYTES = 16_384;

  private final TaskServer server;
  private final Format format;
  private final HttpOutcomes outcomes;
  private final Envelope envelope;

  public HttpBatchHandler(
      TaskServer server, Format format, StatusRules rules, String subscription) {
    this.server = server;
    this.format = format;
    this.outcomes = new HttpOutcomes(format, rules);
    this.envelope = new Envelope(subscription);
  }

  @Override
  public List<Outcome> handle(List<Item> batch)
      throws ProtocolException, NoAnswerException, InterruptedException {
    try {
      return post(batch);
    } catch (ProtocolException e) {
      throw e;
    } catch (IOException e) {
      if (batch.stream().anyMatch(item -> item.context().cancelled())) {
        throw interrupted(e);
      }
      throw server.noAnswer(e);
    }
  }

  /** The request was given up here, which says nothing of the server. */
  private static InterruptedException interrupted(IOException broken) {
    var interrupted = new InterruptedException("The request was given up.");
    interrupted.initCause(broken);
    return interrupted;
  }

  private List<Outcome> post(List<Item> batch) throws IOException, InterruptedException {
    var request =
        format == Format.CloudEvents
            ? server.post(envelope.cloudEvents(batch), "application/cloudevents-batch+json")
            : server.post(envelope.all(batch), "application/json");
    var response = server.client().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    try (var body = response.body()) {
      var answer = new String(body.readNBytes(ANSWER_BYTES), StandardCharsets.UTF_8);
      var retryAfter = TaskServer.retryAfter(response);
      if (response.statusCode() / 100 != 2 || answer.isBlank()) {
        return Collections.nCopies(
            batch.size(), outcomes.of(response.statusCode(), retryAfter, answer));
      }
      return statuses(answer)
          .map(each -> each.stream().map(one -> outcomes.of(one, retryAfter, "")).toList())
          .orElseGet(() -> Collections.nCopies(batch.size(), unclear(answer)));
    }
  }

  private static Outcome unclear(String answer) {
    return Outcome.retry(
        new Failure(
            "http",
            "The handler's answer to a batch has a body that is no JSON array of statuses, for"
                + " example [200, 503].",
            answer));
  }

  private static Optional<List<Integer>> statuses(String answer) {
    var statuses = new ArrayList<Integer>();
    try (var json = JSON.createParser(answer)) {
      var array = json.nextToken() == JsonToken.START_ARRAY;
      while (array && json.nextToken() == JsonToken.VALUE_NUMBER_INT) {
        statuses.add(json.getIntValue());
      }
      return json.currentToken() == JsonToken.END_ARRAY && json.nextToken() == null
          ? Optional.of(statuses)
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
