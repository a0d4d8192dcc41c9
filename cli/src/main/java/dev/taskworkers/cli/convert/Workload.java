// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.convert;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What KEDA scales: the pods that pull from the subscription today. */
record Workload(JsonNode object) {
  /** What a variable of a container holds, or where it comes from. */
  record Variable(Optional<String> value, String origin) {}

  JsonNode template() {
    return object.path("spec").path("template");
  }

  /** What its spec says beside the template, all of which the operator decides for a pool. */
  List<String> rest() {
    return object.path("spec").properties().stream()
        .map(field -> field.getKey())
        .filter(name -> !name.equals("template"))
        .toList();
  }

  Optional<Integer> gracePeriod() {
    var given = template().path("spec").path("terminationGracePeriodSeconds");
    return given.canConvertToInt() ? Optional.of(given.intValue()) : Optional.empty();
  }

  /**
   * A variable of the container that KEDA reads.
   *
   * @param container empty: the first one
   */
  Optional<Variable> variable(Optional<String> container, String name) {
    return containerNodes()
        .filter(c -> container.isEmpty() || container.get().equals(c.path("name").asText()))
        .findFirst()
        .flatMap(
            c ->
                StreamSupport.stream(c.path("env").spliterator(), false)
                    .filter(variable -> name.equals(variable.path("name").asText()))
                    .findFirst())
        .map(Workload::variable);
  }

  private static Variable variable(JsonNode given) {
    var value = given.path("value");
    if (value.isValueNode() && !Fields.isAbsent(value)) {
      return new Variable(Optional.of(value.asText()), "its value");
    }
    for (var source : given.path("valueFrom").properties()) {
      var from = source.getValue();
      return new Variable(
          Optional.empty(),
          source.getKey()
              + " "
              + from.path("name").asText(from.path("fieldPath").asText())
              + (from.has("key") ? ", key " + from.path("key").asText() : ""));
    }
    return new Variable(Optional.empty(), "nowhere");
  }

  private Stream<JsonNode> containerNodes() {
    return StreamSupport.stream(template().path("spec").path("containers").spliterator(), false);
  }
}
