// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.execution;

import dev.taskworkers.worker.api.Failure;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.api.Task;
import dev.taskworkers.worker.api.TaskContext;
import dev.taskworkers.worker.api.Trace;
import dev.taskworkers.worker.failure.Outcomes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapSetter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A consumer span for each run, below the span in which the task was published, named and described
 * as OpenTelemetry's conventions for messaging say.
 */
record SpanRunner(TaskRunner runner, Tracer tracer, String subscription) implements TaskRunner {
  private static final String TRACEPARENT = "traceparent";
  private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();
  private static final TextMapSetter<Map<String, String>> WRITE =
      (carrier, key, value) -> carrier.put(key, value);

  @Override
  public boolean gathers() {
    return runner.gathers();
  }

  @Override
  public boolean kill() {
    return runner.kill();
  }

  @Override
  public void beginGathered() {
    runner.beginGathered();
  }

  @Override
  public CompletableFuture<Outcome> run(Task task, TaskContext context) {
    var span =
        tracer
            .spanBuilder("process " + subscription)
            .setSpanKind(SpanKind.CONSUMER)
            .setParent(W3C.extract(Context.root(), task, new Publisher()))
            .setAttribute("messaging.system", "gcp_pubsub")
            .setAttribute("messaging.operation.type", "process")
            .setAttribute("messaging.operation.name", "process")
            .setAttribute("messaging.destination.subscription.name", subscription)
            .setAttribute("messaging.message.id", task.id())
            .setAttribute("messaging.message.body.size", task.payload().size())
            .setAttribute("taskworkers.attempt", context.attempt())
            .startSpan();
    if (!task.orderingKey().isEmpty()) {
      span.setAttribute("messaging.gcp_pubsub.message.ordering_key", task.orderingKey());
    }
    var carrier = new HashMap<String, String>();
    var current = Context.root().with(span);
    W3C.inject(current, carrier, WRITE);
    try {
      return runner
          .run(task, new TracedContext(context, current, carrier.get(TRACEPARENT)))
          .whenComplete((outcome, problem) -> end(span, outcome, problem));
    } catch (RuntimeException | Error e) {
      end(span, null, e);
      throw e;
    }
  }

  private static void end(Span span, Outcome outcome, Throwable problem) {
    describe(span, outcome, problem);
    span.end();
  }

  private static void describe(Span span, Outcome outcome, Throwable problem) {
    if (problem != null) {
      failed(span, Failure.of(problem instanceof CompletionException e ? e.getCause() : problem));
    } else {
      Outcomes.failure(outcome).ifPresent(failure -> failed(span, failure));
    }
  }

  private static void failed(Span span, Failure failure) {
    span.setStatus(StatusCode.ERROR, failure.message());
    span.setAttribute("error.type", failure.kind());
  }

  /** Reads what the publisher sent, under the name that Google's clients give it. */
  private static final class Publisher implements TextMapGetter<Task> {
    @Override
    public Iterable<String> keys(Task task) {
      return List.of(TRACEPARENT);
    }

    @Override
    public String get(Task task, String key) {
      return key.equals(TRACEPARENT) ? Trace.of(task).orElse(null) : null;
    }
  }
}
