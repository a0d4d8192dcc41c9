package dev.taskworkers.worker.telemetry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;

/**
 * A worker's state as JSON, which the operator reads every few seconds. Fields are only ever added;
 * {@code version} changes when a reader must know.
 */
final class StatusPage {
  private static final int VERSION = 1;
  private static final JsonFactory JSON = new JsonFactory();

  private StatusPage() {}

  static String json(String worker, String subscription, Status status) {
    var text = new StringWriter();
    try (var json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeNumberField("version", VERSION);
      json.writeStringField("worker", worker);
      json.writeStringField("subscription", subscription);
      json.writeStringField("now", status.now().toString());
      json.writeStringField("startedAt", status.startedAt().toString());
      json.writeNumberField("slots", status.slots());
      json.writeNumberField("busy", status.busy());
      json.writeNumberField("blocked", status.blocked());
      json.writeNumberField("activeKeys", status.activeKeys());
      json.writeNumberField("abandoned", status.abandoned());
      json.writeStringField("freeSince", status.freeSince().map(Object::toString).orElse(null));
      json.writeBooleanField("draining", status.draining());
      json.writeBooleanField("cordoned", status.cordoned());
      json.writeBooleanField("pulling", status.pulling());
      json.writeBooleanField("throttled", status.throttled());
      write(json, status.counters());
      json.writeNumberField("oldestInFlightSeconds", seconds(status.oldestInFlight()));
      json.writeNumberField("busySeconds", seconds(status.busyTime()));
      json.writeNumberField("leaseSeconds", seconds(status.lease()));
      if (status.postponed().isPresent()) {
        write(json, status.postponed().get());
      }
      if (status.handlerDown().isPresent()) {
        write(json, status.handlerDown().get());
      }
      write(json, "taskSeconds", status.taskTime());
      write(json, "waitSeconds", status.waitTime());
      write(json, "ageSeconds", status.age());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("The status could not be written.", e);
    }
    return text + "\n";
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1e3;
  }

  private static void write(JsonGenerator json, Postponed.Report postponed) throws IOException {
    json.writeObjectFieldStart("postponed");
    json.writeNumberField("count", postponed.count());
    json.writeStringField("next", postponed.next().toString());
    json.writeStringField("last", postponed.last().toString());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, HandlerDown down) throws IOException {
    json.writeObjectFieldStart("handlerDown");
    json.writeStringField("since", down.since().toString());
    json.writeStringField("why", down.why());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Counters counters) throws IOException {
    json.writeObjectFieldStart("counters");
    json.writeNumberField("received", counters.received());
    json.writeNumberField("started", counters.started());
    json.writeNumberField("acked", counters.acked());
    json.writeNumberField("retried", counters.retried());
    json.writeNumberField("deadLettered", counters.deadLettered());
    json.writeNumberField("dropped", counters.dropped());
    json.writeNumberField("leaseLost", counters.leaseLost());
    json.writeNumberField("failed", counters.failed());
    json.writeNumberField("returned", counters.returned());
    json.writeNumberField("interrupted", counters.interrupted());
    json.writeNumberField("suppressed", counters.suppressed());
    json.writeNumberField("kept", counters.kept());
    json.writeNumberField("unsettled", counters.unsettled());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, String name, Distribution times)
      throws IOException {
    json.writeObjectFieldStart(name);
    json.writeNumberField("count", times.count());
    json.writeNumberField("sum", times.seconds());
    json.writeObjectFieldStart("buckets");
    for (int i = 0; i < times.buckets().size(); i++) {
      if (times.buckets().get(i) > 0) {
        var limit = i < Histogram.LIMITS.size() ? Histogram.LIMITS.get(i).toString() : "+Inf";
        json.writeNumberField(limit, times.buckets().get(i));
      }
    }
    json.writeEndObject();
    json.writeEndObject();
  }
}
