// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.taskworkers.emulator.transport.Fault;
import dev.taskworkers.emulator.transport.FaultKind;
import dev.taskworkers.emulator.transport.Faults;
import dev.taskworkers.runtime.UsageException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The body of {@code POST /faults}.
 *
 * @param length zero: until it is cleared
 */
record FaultRequest(
    FaultKind kind, Duration length, String method, String resource, String region) {
  private static final Set<String> FIELDS =
      Set.of("kind", "seconds", "method", "resource", "region");

  /**
   * Reads a JSON object.
   *
   * @throws UsageException with a sentence for the caller
   */
  static FaultRequest parse(String body, ObjectMapper json) {
    var object = object(body, json);
    object
        .fieldNames()
        .forEachRemaining(
            field -> {
              if (!FIELDS.contains(field)) {
                throw new UsageException(
                    "Unknown field '" + field + "'; expected " + new TreeSet<>(FIELDS) + ".");
              }
            });
    return new FaultRequest(
        kind(object.path("kind").asText()),
        length(object.path("seconds")),
        object.path("method").asText("*"),
        object.path("resource").asText("*"),
        object.path("region").asText("*"));
  }

  private static JsonNode object(String body, ObjectMapper json) {
    try {
      var node = json.readTree(body);
      if (node.isObject()) {
        return node;
      }
    } catch (JsonProcessingException e) {
      throw new UsageException("The body is not JSON: " + e.getOriginalMessage() + ".");
    }
    throw new UsageException(
        "Expected a JSON object such as {\"kind\":\"monitoring-silent\",\"seconds\":600}.");
  }

  static FaultKind kind(String word) {
    return FaultKind.of(word)
        .orElseThrow(
            () ->
                new UsageException(
                    "Unknown fault '"
                        + word
                        + "'; expected one of "
                        + Arrays.stream(FaultKind.values())
                            .map(FaultKind::word)
                            .collect(Collectors.joining(", "))
                        + "."));
  }

  private static Duration length(JsonNode seconds) {
    if (seconds.isMissingNode() || seconds.isNull()) {
      return Duration.ZERO;
    }
    if (!seconds.isNumber() || seconds.asDouble() <= 0 || seconds.asDouble() > 1e9) {
      throw new UsageException(
          "Expected seconds to be a number above 0, but found " + seconds + ".");
    }
    return Duration.ofMillis(Math.round(seconds.asDouble() * 1000));
  }

  Fault set(Faults faults) {
    return length.isZero()
        ? faults.set(kind, method, resource, region)
        : faults.set(kind, length, method, resource, region);
  }
}
