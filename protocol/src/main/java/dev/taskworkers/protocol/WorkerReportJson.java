// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.taskworkers.protocol.WorkerReport.HandlerDown;
import dev.taskworkers.protocol.WorkerReport.Postponed;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A worker's report as JSON. A library that binds objects would cost the worker time and memory at
 * its start.
 */
final class WorkerReportJson {
  private static final JsonFactory JSON = new JsonFactory();

  /** The names of buckets, by their limits. */
  private static final List<String> BUCKETS =
      Stream.concat(Distribution.LIMITS.stream().map(Object::toString), Stream.of("+Inf")).toList();

  private WorkerReportJson() {}

  static String write(WorkerReport report) {
    var text = new StringWriter();
    try (var json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeNumberField("version", report.version());
      json.writeStringField("worker", report.worker());
      json.writeStringField("subscription", report.subscription());
      json.writeStringField("now", report.now().toString());
      json.writeStringField("startedAt", report.startedAt().toString());
      json.writeNumberField("slots", report.slots());
      json.writeNumberField("busy", report.busy());
      json.writeNumberField("blocked", report.blocked());
      json.writeNumberField("ready", report.ready());
      json.writeNumberField("resting", report.resting());
      json.writeNumberField("activeKeys", report.activeKeys());
      json.writeNumberField("abandoned", report.abandoned());
      json.writeStringField("freeSince", report.freeSince().map(Object::toString).orElse(null));
      json.writeBooleanField("draining", report.draining());
      json.writeBooleanField("cordoned", report.cordoned());
      json.writeBooleanField("pulling", report.pulling());
      json.writeBooleanField("throttled", report.throttled());
      if (report.poolPods().isPresent()) {
        json.writeNumberField("poolPods", report.poolPods().getAsInt());
      }
      if (report.sharingPods().isPresent()) {
        json.writeNumberField("sharingPods", report.sharingPods().getAsInt());
      }
      write(json, report.counters());
      json.writeNumberField("oldestInFlightSeconds", report.oldestInFlightSeconds());
      if (report.busySeconds().isPresent()) {
        json.writeNumberField("busySeconds", report.busySeconds().getAsDouble());
      }
      json.writeNumberField("leaseSeconds", report.leaseSeconds());
      if (report.postponed().isPresent()) {
        write(json, report.postponed().get());
      }
      if (report.handlerDown().isPresent()) {
        write(json, report.handlerDown().get());
      }
      write(json, "taskSeconds", report.taskSeconds());
      write(json, "waitSeconds", report.waitSeconds());
      write(json, "ageSeconds", report.ageSeconds());
      writeRunning(json, report.running());
      writeFailures(json, report.failures());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("The report could not be written.", e);
    }
    return text + "\n";
  }

  private static void write(JsonGenerator json, Counters counters) throws IOException {
    json.writeObjectFieldStart("counters");
    for (var event : TaskEvent.values()) {
      json.writeNumberField(event.label(), counters.of(event));
    }
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Postponed postponed) throws IOException {
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

  private static void write(JsonGenerator json, String name, Distribution times)
      throws IOException {
    json.writeObjectFieldStart(name);
    json.writeNumberField("count", times.count());
    json.writeNumberField("sum", times.sum());
    if (!times.buckets().isEmpty()) {
      writeBuckets(json, times.buckets());
    }
    json.writeEndObject();
  }

  private static void writeBuckets(JsonGenerator json, List<Long> counts) throws IOException {
    json.writeObjectFieldStart("buckets");
    for (int i = 0; i < counts.size(); i++) {
      if (counts.get(i) > 0) {
        json.writeNumberField(BUCKETS.get(i), counts.get(i));
      }
    }
    json.writeEndObject();
  }

  private static void writeRunning(JsonGenerator json, List<TaskRun> running) throws IOException {
    json.writeArrayFieldStart("running");
    for (var run : running) {
      json.writeStartObject();
      json.writeStringField("task", run.task());
      json.writeNumberField("attempt", run.attempt());
      json.writeNumberField("seconds", run.seconds());
      json.writeNumberField("limitSeconds", run.limitSeconds());
      json.writeBooleanField("stuck", run.stuck());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeFailures(JsonGenerator json, List<FailureGroup> failures)
      throws IOException {
    json.writeArrayFieldStart("failures");
    for (var group : failures) {
      json.writeStartObject();
      json.writeStringField("kind", group.kind());
      json.writeStringField("message", group.message());
      json.writeNumberField("count", group.count());
      json.writeNumberField("recent", group.recent());
      json.writeStringField("first", group.first().toString());
      json.writeStringField("last", group.last().toString());
      json.writeStringField("task", group.task());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  static WorkerReport read(byte[] text) {
    var json = JsonFields.read(text);
    return new WorkerReport(
        json.smallNumber("version"),
        json.text("worker"),
        json.text("subscription"),
        json.requiredInstant("now"),
        json.requiredInstant("startedAt"),
        json.smallNumber("slots"),
        json.smallNumber("busy"),
        json.smallNumber("blocked"),
        json.smallNumber("ready"),
        json.smallNumber("resting"),
        json.smallNumber("activeKeys"),
        json.smallNumber("abandoned"),
        json.instant("freeSince"),
        json.flag("draining"),
        json.flag("cordoned"),
        json.flag("pulling"),
        json.flag("throttled"),
        pods(json.smallNumber("poolPods")),
        json.decimal("sharingPods").isPresent()
            ? OptionalInt.of(json.smallNumber("sharingPods"))
            : OptionalInt.empty(),
        json.object("counters").map(WorkerReportJson::counters).orElse(Counters.ZERO),
        json.decimal("oldestInFlightSeconds").orElse(0.0),
        json.decimal("busySeconds").map(OptionalDouble::of).orElse(OptionalDouble.empty()),
        json.decimal("leaseSeconds").orElse(WorkerReport.USUAL_LEASE_SECONDS),
        json.object("postponed").map(WorkerReportJson::postponed),
        json.object("handlerDown").map(WorkerReportJson::handlerDown),
        times(json, "taskSeconds"),
        times(json, "waitSeconds"),
        times(json, "ageSeconds"),
        each(json.objects("running"), WorkerReportJson::run),
        each(json.objects("failures"), WorkerReportJson::failure));
  }

  /** Those that can be read: nobody scales by them, so that one is not worth the report. */
  private static <T> List<T> each(List<JsonFields> objects, Function<JsonFields, T> reader) {
    return objects.stream().flatMap(one -> read(one, reader)).toList();
  }

  private static <T> Stream<T> read(JsonFields object, Function<JsonFields, T> reader) {
    try {
      return Stream.of(reader.apply(object));
    } catch (IllegalArgumentException e) {
      return Stream.empty();
    }
  }

  private static OptionalInt pods(int number) {
    return number < 1 ? OptionalInt.empty() : OptionalInt.of(number);
  }

  private static Counters counters(JsonFields json) {
    var counts = new EnumMap<TaskEvent, Long>(TaskEvent.class);
    for (var event : TaskEvent.values()) {
      counts.put(event, json.number(event.label()));
    }
    return new Counters(counts);
  }

  private static Postponed postponed(JsonFields json) {
    return new Postponed(
        json.smallNumber("count"), json.requiredInstant("next"), json.requiredInstant("last"));
  }

  private static HandlerDown handlerDown(JsonFields json) {
    return new HandlerDown(json.instant("since").orElse(Instant.EPOCH), json.text("why"));
  }

  private static TaskRun run(JsonFields json) {
    return new TaskRun(
        json.text("task"),
        json.smallNumber("attempt"),
        json.decimal("seconds").orElse(0.0),
        json.decimal("limitSeconds").orElse(0.0),
        json.flag("stuck"));
  }

  private static FailureGroup failure(JsonFields json) {
    return new FailureGroup(
        json.text("kind"),
        json.text("message"),
        json.number("count"),
        json.number("recent"),
        json.requiredInstant("first"),
        json.requiredInstant("last"),
        json.text("task"));
  }

  private static Distribution times(JsonFields json, String name) {
    return json.object(name).map(WorkerReportJson::distribution).orElse(Distribution.NONE);
  }

  private static Distribution distribution(JsonFields json) {
    var buckets =
        json.object("buckets").map(counts -> BUCKETS.stream().map(counts::number).toList());
    return new Distribution(
        json.number("count"), json.decimal("sum").orElse(0.0), buckets.orElse(List.of()));
  }
}
