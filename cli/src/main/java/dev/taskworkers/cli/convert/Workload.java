// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.convert;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What KEDA scales: the pods that pull from the subscription today. */
record Workload(JsonNode object) {
  /** What a variable of a container holds, or where it comes from. */
  record Variable(Optional<String> value, String origin) {}

  JsonNode template() {
    return object.path("spec").path("template");
  }

  /** An Argo Rollout may borrow that of a Deployment. */
  boolean hasTemplate() {
    return template().path("spec").path("containers").isArray();
  }

  /** What has its template: itself, or what an Argo Rollout names in its place. */
  String templateOwner() {
    var reference = object.path("spec").path("workloadRef");
    return reference.isObject()
        ? reference.path("kind").asText() + " " + reference.path("name").asText()
        : Manifests.kind(object) + " " + Manifests.name(object);
  }

  /** Why a pool has nothing of a field of its spec. */
  String why(String field) {
    if (!field.equals("volumeClaimTemplates")) {
      return "the operator makes the pool's Deployment, with a selector and replicas of its own";
    }
    var volumes =
        StreamSupport.stream(object.path("spec").path(field).spliterator(), false)
            .map(Manifests::name)
            .collect(Collectors.joining(", "));
    return "a pool's pods have no volumes of their own, and no pod starts whose containers mount"
        + " one that spec.template has not: write other volumes with the names "
        + volumes
        + ", or take their volumeMounts away";
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
    return container(container)
        .flatMap(c -> StreamSupport.stream(c.path("env").spliterator(), false))
        .filter(variable -> name.equals(variable.path("name").asText()))
        .findFirst()
        .map(Workload::variable);
  }

  /** Where the container may have more variables from; empty where it has none. */
  String sources(Optional<String> container) {
    var sources =
        container(container)
            .flatMap(c -> StreamSupport.stream(c.path("envFrom").spliterator(), false))
            .flatMap(source -> source.properties().stream())
            .filter(source -> source.getKey().endsWith("Ref"))
            .map(source -> source.getKey() + " " + source.getValue().path("name").asText())
            .collect(Collectors.joining(", "));
    return sources.isEmpty() ? "" : ", unless it comes from envFrom (" + sources + ")";
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

  /** The one of that name, or else the first one; none where there is none. */
  private Stream<JsonNode> container(Optional<String> name) {
    var all = template().path("spec").path("containers");
    return StreamSupport.stream(all.spliterator(), false)
        .filter(c -> name.isEmpty() || name.get().equals(c.path("name").asText()))
        .limit(1);
  }
}
