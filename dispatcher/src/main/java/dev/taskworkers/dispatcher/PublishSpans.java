// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.dispatcher;

import com.google.pubsub.v1.PubsubMessage;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import java.util.HashMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * A producer span for each task, from its dispatch until it is stored, named and described as
 * OpenTelemetry's conventions for messaging say.
 */
record PublishSpans(Tracer tracer, String topic) {
  /** As Google's clients name the attributes that carry the context. */
  private static final String PREFIX = "googclient_";

  /**
   * @param topic its full name
   */
  static PublishSpans of(OpenTelemetry telemetry, String topic) {
    return new PublishSpans(
        telemetry.getTracer("dev.taskworkers.dispatcher"),
        topic.substring(topic.lastIndexOf('/') + 1));
  }

  /** Sends {@code message}, which is {@code task}, in a span below the current one. */
  CompletableFuture<String> around(
      Task task,
      PubsubMessage.Builder message,
      Function<PubsubMessage, CompletableFuture<String>> sending) {
    var span = begin(task);
    try {
      inject(span, message);
      var result = sending.apply(message.build());
      var unused = result.whenComplete((id, failure) -> end(span, id, failure));
      return result;
    } catch (RuntimeException | Error e) {
      // A closed dispatcher, for one; a span that is never ended is never seen.
      end(span, "", e);
      throw e;
    }
  }

  private Span begin(Task task) {
    var span =
        tracer
            .spanBuilder("send " + topic)
            .setSpanKind(SpanKind.PRODUCER)
            .setAttribute("messaging.system", "gcp_pubsub")
            .setAttribute("messaging.operation.type", "send")
            .setAttribute("messaging.operation.name", "send")
            .setAttribute("messaging.destination.name", topic)
            .setAttribute("messaging.message.body.size", task.data().size())
            .startSpan();
    if (!task.orderingKey().isEmpty()) {
      span.setAttribute("messaging.gcp_pubsub.message.ordering_key", task.orderingKey());
    }
    return span;
  }

  /** Sends the span's context along, where the task's own attributes leave room for it. */
  private static void inject(Span span, PubsubMessage.Builder message) {
    var context = new HashMap<String, String>();
    W3CTraceContextPropagator.getInstance()
        .inject(
            Context.root().with(span),
            context,
            (carrier, name, value) -> carrier.put(PREFIX + name, value));
    if (message.getAttributesCount() + context.size() <= Task.MOST_ATTRIBUTES) {
      message.putAllAttributes(context);
    }
  }

  private static void end(Span span, String id, Throwable failure) {
    if (failure == null) {
      span.setAttribute("messaging.message.id", id);
    } else {
      span.setStatus(StatusCode.ERROR, String.valueOf(failure.getMessage()));
      span.setAttribute("error.type", failure.getClass().getName());
    }
    span.end();
  }
}
