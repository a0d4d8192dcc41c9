package dev.taskworkers.worker.handlers.http;

import com.fasterxml.jackson.core.JsonFactory;
import dev.taskworkers.worker.api.Task;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A task as Pub/Sub pushes it, and as Eventarc does: the same body, there with a CloudEvent's
 * headers, so that code written for either runs unchanged.
 */
record Envelope(String subscription) {
  private static final JsonFactory JSON = new JsonFactory();

  byte[] json(Task task, int attempt) {
    var bytes = new ByteArrayOutputStream();
    try (var json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeObjectFieldStart("message");
      json.writeObjectFieldStart("attributes");
      for (var attribute : task.attributes().entrySet()) {
        json.writeStringField(attribute.getKey(), attribute.getValue());
      }
      json.writeEndObject();
      json.writeBinaryField("data", task.payload().bytes());
      json.writeStringField("messageId", task.id());
      json.writeStringField("publishTime", task.publishTime().toString());
      if (!task.orderingKey().isEmpty()) {
        json.writeStringField("orderingKey", task.orderingKey());
      }
      json.writeEndObject();
      json.writeStringField("subscription", subscription);
      json.writeNumberField("deliveryAttempt", attempt);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("A task could not be written as JSON.", e);
    }
    return bytes.toByteArray();
  }

  /** The headers of CloudEvents 1.0, binary mode, as Eventarc names a Pub/Sub event. */
  Map<String, String> cloudEventHeaders(Task task) {
    var headers = new LinkedHashMap<String, String>();
    headers.put("ce-specversion", "1.0");
    headers.put("ce-type", "google.cloud.pubsub.topic.v1.messagePublished");
    headers.put("ce-source", "//pubsub.googleapis.com/" + subscription);
    headers.put("ce-id", task.id());
    headers.put("ce-time", task.publishTime().toString());
    return headers;
  }
}
