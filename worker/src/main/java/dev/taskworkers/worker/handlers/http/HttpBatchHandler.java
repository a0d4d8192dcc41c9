// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import dev.taskworkers.protocol.HttpFormat;
import dev.taskworkers.worker.api.BatchTaskHandler;
import dev.taskworkers.worker.api.Failure;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.execution.NoAnswerException;
import dev.taskworkers.worker.handlers.BatchRefusal;
import dev.taskworkers.worker.handlers.StatusRules;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Posts a batch of tasks to the container beside us. An answer of 2xx may have a JSON array of one
 * status for each task, in their order; without one all are done. Any other answer is one to the
 * batch as a whole.
 */
public final class HttpBatchHandler implements BatchTaskHandler {
  private static final JsonFactory JSON = new JsonFactory();

  /** More than a thousand statuses take. */
  private static final int ANSWER_BYTES = 16_384;

  private final TaskServer server;
  private final HttpFormat format;
  private final HttpOutcomes outcomes;
  private final Envelope envelope;

  public HttpBatchHandler(
      TaskServer server, HttpFormat format, StatusRules rules, String subscription) {
    this.server = server;
    this.format = format;
    this.outcomes = new HttpOutcomes(format, rules);
    this.envelope = new Envelope(subscription);
  }

  @Override
  public List<Outcome> handle(List<Item> batch)
      throws ProtocolException, NoAnswerException, BatchRefusal, InterruptedException {
    return outcomes(server.ask(request(batch), ANSWER_BYTES).answer(), batch.size());
  }

  private Request request(List<Item> batch) {
    return format == HttpFormat.CloudEvents
        ? request("application/cloudevents-batch+json", envelope.cloudEvents(batch))
        : request("application/json", envelope.all(batch));
  }

  private static Request request(String contentType, Body body) {
    return new Request(Map.of("Content-Type", contentType), body);
  }

  private List<Outcome> outcomes(Answer answer, int tasks) throws BatchRefusal {
    if (answer.status() / 100 == 2 && !answer.text().isBlank()) {
      return each(answer);
    }
    var ofAll = outcomes.of(answer.status(), answer.retryAfter(), answer.text());
    if (ofAll instanceof Outcome.Ack) {
      return Collections.nCopies(tasks, ofAll);
    }
    throw new BatchRefusal(ofAll);
  }

  private List<Outcome> each(Answer answer) throws BatchRefusal {
    var statuses = statuses(answer.text());
    if (statuses.isEmpty()) {
      throw new BatchRefusal(unclear(answer.text()));
    }
    return statuses.get().stream().map(one -> outcomes.of(one, answer.retryAfter(), "")).toList();
  }

  private static Outcome unclear(String answer) {
    return Outcome.retry(
        new Failure(
            "http",
            "The handler's answer to a batch has a body that is not a JSON array of statuses, for"
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
