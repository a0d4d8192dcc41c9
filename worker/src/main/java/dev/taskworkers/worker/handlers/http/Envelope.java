package dev.taskworkers.worker.handlers.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.taskworkers.worker.api.BatchTaskHandler.Item;
import dev.taskworkers.worker.api.Task;
import dev.taskworkers.worker.api.TaskContext;
import dev.taskworkers.worker.api.Trace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A task as Pub/Sub pushes it, and as Eventarc does: the same body, there with a CloudEvent's
 * headers. Both name the id and the time twice, and code reads either name. Of a batch, arrays of
 * those bodies, or of those events.
 */
record Envelope(String subscription) {
  private static final JsonFactory JSON = new JsonFactory();

  /** Names, ids and times around the data. */
  private static final int BASE = 1024;

  /** A request's body, written once and sent from where it was written. */
  static final class Body extends ByteArrayOutputStream {
    Body(int size) {
      super(size);
    }

    HttpRequest.BodyPublisher publisher() {
      return HttpRequest.BodyPublishers.ofByteArray(buf, 0, count);
    }
  }

  private interface Content {
    void write(JsonGenerator json) throws IOException;
  }

  private interface Form {
    void write(JsonGenerator json, Task task, TaskContext context) throws IOException;
  }

  Body one(Task task, TaskContext context) {
    return body(size(task), json -> write(json, task, context));
  }

  Body all(List<Item> batch) {
    return array(batch, this::write);
  }

  /** In the format of CloudEvents 1.0 for batches. */
  Body cloudEvents(List<Item> batch) {
    return array(batch, this::writeEvent);
  }

  /** The headers of CloudEvents 1.0, binary mode. */
  Map<String, String> cloudEventHeaders(Task task) {
    var headers = new LinkedHashMap<String, String>();
    cloudEvent(task).forEach((name, value) -> headers.put("ce-" + name, value));
    return headers;
  }

  /** As Eventarc names a Pub/Sub event. */
  private Map<String, String> cloudEvent(Task task) {
    var attributes = new LinkedHashMap<String, String>();
    attributes.put("specversion", "1.0");
    attributes.put("type", "google.cloud.pubsub.topic.v1.messagePublished");
    attributes.put("source", "//pubsub.googleapis.com/" + subscription);
    attributes.put("id", task.id());
    attributes.put("time", task.publishTime().toString());
    return attributes;
  }

  private void writeEvent(JsonGenerator json, Task task, TaskContext context) throws IOException {
    json.writeStartObject();
    for (var attribute : cloudEvent(task).entrySet()) {
      json.writeStringField(attribute.getKey(), attribute.getValue());
    }
    var trace = Trace.of(task, context);
    if (trace.isPresent()) {
      json.writeStringField("traceparent", trace.get());
    }
    json.writeStringField("datacontenttype", "application/json");
    json.writeFieldName("data");
    write(json, task, context);
    json.writeEndObject();
  }

  private void write(JsonGenerator json, Task task, TaskContext context) throws IOException {
    json.writeStartObject();
    json.writeObjectFieldStart("message");
    json.writeObjectFieldStart("attributes");
    for (var attribute : task.attributes().entrySet()) {
      json.writeStringField(attribute.getKey(), attribute.getValue());
    }
    json.writeEndObject();
    json.writeFieldName("data");
    json.writeBinary(task.payload().stream(), task.payload().size());
    json.writeStringField("messageId", task.id());
    json.writeStringField("message_id", task.id());
    json.writeStringField("publishTime", task.publishTime().toString());
    json.writeStringField("publish_time", task.publishTime().toString());
    if (!task.orderingKey().isEmpty()) {
      json.writeStringField("orderingKey", task.orderingKey());
    }
    json.writeEndObject();
    json.writeStringField("subscription", subscription);
    json.writeNumberField("deliveryAttempt", context.attempt());
    json.writeEndObject();
  }

  private static Body array(List<Item> batch, Form form) {
    return body(
        batch.stream().mapToLong(item -> size(item.task())).sum(),
        json -> {
          json.writeStartArray();
          for (var item : batch) {
            form.write(json, item.task(), item.context());
          }
          json.writeEndArray();
        });
  }

  private static Body body(long size, Content content) {
    var body = new Body((int) Math.min(size, Integer.MAX_VALUE - 8));
    try (var json = JSON.createGenerator(body)) {
      content.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException("A task could not be written as JSON.", e);
    }
    return body;
  }

  /** About as much as the task takes, so that its body is not moved while it is written. */
  private static long size(Task task) {
    var attributes = task.attributes().entrySet().stream();
    return BASE
        + task.payload().size() * 4L / 3
        + attributes.mapToLong(each -> each.getKey().length() + each.getValue().length() + 8).sum();
  }
}
