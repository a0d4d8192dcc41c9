// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.taskworkers.ui.OperatorSource;
import dev.taskworkers.ui.PoolSource;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What the demo's operator tells, with what the demo alone knows: how many tasks are not done in
 * truth, and what goes wrong on purpose.
 */
final class DemoSource implements PoolSource {
  private static final String TIMELINE = "/timeline";
  private static final String STARTING =
      "The local cloud, the local cluster, and the operator are starting.";

  /** To a point of the operator's. */
  private static final long STEP_SECONDS = 5;

  private final ObjectMapper json = new ObjectMapper();
  private final TreeMap<Long, Long> unfinished = new TreeMap<>();
  private final DemoOptions options;
  private final String origin;
  private final OperatorSource operator;
  private Instant start;
  private Optional<Supplier<URI>> address = Optional.empty();

  DemoSource(DemoOptions options) {
    this.options = options;
    origin = "Demo, clock ×" + trimmed(options.speedup());
    operator = new OperatorSource(() -> address().orElseThrow().get(), origin);
  }

  private static String trimmed(double number) {
    return number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number);
  }

  private synchronized Optional<Supplier<URI>> address() {
    return address;
  }

  synchronized void begin(Instant begun, Supplier<URI> where) {
    start = begun;
    address = Optional.of(where);
  }

  /** So many tasks were not done in truth then. */
  synchronized void add(Duration elapsed, long tasks) {
    unfinished.merge(start.plus(elapsed).getEpochSecond(), tasks, Math::max);
  }

  @Override
  public Reply get(String path) {
    if (address().isEmpty()) {
      return new Reply(UNAVAILABLE, STARTING, origin, List.of(STARTING));
    }
    var reply = operator.get(path);
    return reply.isGood() && path.endsWith(TIMELINE) ? completed(reply) : reply;
  }

  private Reply completed(Reply reply) {
    try {
      var timeline = (ObjectNode) json.readTree(reply.body());
      addTruth(timeline);
      addDisturbances(timeline);
      return new Reply(
          reply.status(), json.writeValueAsString(timeline), reply.origin(), reply.missing());
    } catch (JsonProcessingException e) {
      return reply;
    }
  }

  private synchronized void addTruth(ObjectNode timeline) {
    var truth = timeline.withObject("/columns").putArray("truth");
    var at = timeline.path("at");
    for (var i = 0; i < at.size(); i++) {
      var from = at.get(i).asLong();
      var to = i + 1 < at.size() ? at.get(i + 1).asLong() : from + STEP_SECONDS;
      unfinished.subMap(from, to).values().stream()
          .max(Long::compare)
          .ifPresentOrElse(truth::add, truth::addNull);
    }
  }

  private synchronized void addDisturbances(ObjectNode timeline) {
    var bands = timeline.putArray("disturbances");
    if (start == null) {
      return;
    }
    for (var fault : options.faults()) {
      bands
          .addObject()
          .put("kind", fault.kind().words())
          .put("from", second(fault, Duration.ZERO))
          .put("to", second(fault, fault.length()));
    }
  }

  private long second(DemoFault fault, Duration later) {
    return start.plus(fault.start()).plus(later).getEpochSecond();
  }
}
