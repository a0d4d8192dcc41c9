// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.taskworkers.worker.api.BatchTaskHandler.Item;
import dev.taskworkers.worker.api.Payload;
import dev.taskworkers.worker.api.Task;
import dev.taskworkers.worker.api.TaskContext;
import dev.taskworkers.worker.api.Trace;
import java.io.IOException;
import java.io.UncheckedIOException;
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

  private interface Content {
    void write(JsonGenerator json) throws IOException;
  }

  private interface Form {
    void write(JsonGenerator json, Task task, TaskContext context) throws IOException;
  }

  Body one(Task task, TaskContext context) {
    return body(json -> write(json, task, context));
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
    writeData(json, task.payload());
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

  /** Base64 has nothing that JSON would escape: the string is empty until it is sent. */
  private static void writeData(JsonGenerator json, Payload payload) throws IOException {
    json.writeRawValue("\"");
    json.flush();
    ((Body) json.getOutputTarget()).insert(payload);
    json.writeRaw('"');
  }

  private static Body array(List<Item> batch, Form form) {
    return body(
        json -> {
          json.writeStartArray();
          for (var item : batch) {
            form.write(json, item.task(), item.context());
          }
          json.writeEndArray();
        });
  }

  private static Body body(Content content) {
    var body = new Body();
    try (var json = JSON.createGenerator(body)) {
      content.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException("A task could not be written as JSON.", e);
    }
    return body;
  }
}
