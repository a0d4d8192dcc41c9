// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers.http;

import dev.taskworkers.protocol.HttpFormat;
import dev.taskworkers.worker.api.Failure;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.api.Task;
import dev.taskworkers.worker.api.TaskContext;
import dev.taskworkers.worker.api.Trace;
import dev.taskworkers.worker.execution.NoAnswerException;
import dev.taskworkers.worker.handlers.PreparedHandler;
import dev.taskworkers.worker.handlers.StatusRules;
import java.net.ProtocolException;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/** Posts each task to the container beside us; the status of the answer is the outcome. */
public final class HttpHandler implements PreparedHandler {
  /** As much of an answer as a dead letter can tell. */
  private static final int EXCERPT_BYTES = 4096;

  private final TaskServer server;
  private final HttpFormat format;
  private final HttpOutcomes outcomes;
  private final Envelope envelope;

  public HttpHandler(TaskServer server, HttpFormat format, StatusRules rules, String subscription) {
    this.server = server;
    this.format = format;
    this.outcomes = new HttpOutcomes(format, rules);
    this.envelope = new Envelope(subscription);
  }

  @Override
  public Optional<String> notReady() {
    return server.notReady();
  }

  @Override
  public Outcome handle(Task task, TaskContext context)
      throws NoAnswerException, InterruptedException {
    var exchange = server.ask(request(task, context), EXCERPT_BYTES);
    context.onCancel(exchange::cancel);
    try {
      var answer = exchange.answer();
      return outcomes.of(answer.status(), answer.retryAfter(), answer.text());
    } catch (CancellationException e) {
      return cancelled();
    } catch (ProtocolException e) {
      // What is no HTTP is an answer, too, and the server's own fault.
      return Outcome.retry(Failure.of(e));
    }
  }

  private static Outcome cancelled() {
    return Outcome.retry(Failure.of("cancelled", "The request was cancelled."));
  }

  private Request request(Task task, TaskContext context) {
    var headers = new LinkedHashMap<String, String>();
    headers.put("Content-Type", "application/json");
    if (format == HttpFormat.CloudEvents) {
      headers.putAll(envelope.cloudEventHeaders(task));
    }
    Trace.of(task, context).ifPresent(trace -> headers.put("traceparent", trace));
    return new Request(headers, envelope.one(task, context));
  }
}
