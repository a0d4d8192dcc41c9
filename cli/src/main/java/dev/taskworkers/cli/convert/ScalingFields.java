// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.convert;

import dev.taskworkers.protocol.GoDuration;
import dev.taskworkers.runtime.UsageException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the bounds of a ScaledObject and makes {@code spec.scaling} of them. */
final class ScalingFields {
  /** What the CRD allows. */
  private static final int MOST_PODS = 10_000;

  private static final int MOST_POLICIES = 10;
  private static final int MOST_WINDOWS = 20;

  /** KEDA's defaults. */
  private static final int MAX_REPLICAS = 100;

  private static final int POLLING_SECONDS = 30;

  private final Fields spec;
  private final Annotations annotations;
  private final Notes notes;

  ScalingFields(Fields spec, Annotations annotations, Notes notes) {
    this.spec = spec;
    this.annotations = annotations;
    this.notes = notes;
  }

  /** The field as the resource has it, but for the objective, which each subscription has. */
  Map<String, Object> read(List<CronTrigger.Window> windows) {
    var scaling = new LinkedHashMap<String, Object>();
    var max = max();
    scaling.put("minReplicas", min(max));
    scaling.put("maxReplicas", max);
    var behavior = behavior();
    if (!behavior.isEmpty()) {
      scaling.put("behavior", behavior);
    }
    fallback(max).ifPresent(fallback -> scaling.put("fallback", fallback));
    var schedule = schedule(windows, max);
    if (!schedule.isEmpty()) {
      scaling.put("schedule", schedule);
    }
    leaveOut("cooldownPeriod", "an idle pod is kept about as long as a new one takes to start");
    leaveOut("initialCooldownPeriod", "a new pool starts empty and looks whether tasks wait");
    return scaling;
  }

  private int max() {
    var max = spec.count("maxReplicaCount");
    var path = spec.path("maxReplicaCount");
    var bounded = Math.max(1, Math.min(max.orElse(MAX_REPLICAS), MOST_PODS));
    if (max.isPresent() && max.get() != bounded) {
      notes.leftOut(path, "spec.scaling.maxReplicas is 1 to 10000, so it is " + bounded);
    } else {
      notes.mapped(
          path, "spec.scaling.maxReplicas" + (max.isPresent() ? "" : ": 100, KEDA's default"));
    }
    return bounded;
  }

  private int min(int max) {
    var min = spec.count("minReplicaCount").orElse(0);
    var idle = spec.count("idleReplicaCount");
    if (annotations.isOn("force-activation")) {
      var path = annotations.path("force-activation");
      if (idle.isPresent()) {
        notes.leftOut(path, "with idleReplicaCount, KEDA has two bounds; see there");
      } else {
        notes.mapped(path, "spec.scaling.minReplicas");
      }
      min = Math.max(1, min);
    }
    if (idle.isPresent()) {
      notes.leftOut(
          spec.path("idleReplicaCount"),
          "a pool has one bound: spec.scaling.minReplicas is "
              + idle.get()
              + ", and once it has work it has as many pods as the tasks need, not at least "
              + min);
      if (spec.has("minReplicaCount")) {
        notes.leftOut(
            spec.path("minReplicaCount"), "with idleReplicaCount, KEDA has two bounds; see there");
      }
      return Math.min(idle.get(), max);
    }
    if (min > max) {
      notes.leftOut(
          spec.path("minReplicaCount"),
          "spec.scaling.minReplicas is at most maxReplicas, so it is " + max);
    } else if (spec.has("minReplicaCount")) {
      notes.mapped(spec.path("minReplicaCount"), "spec.scaling.minReplicas");
    }
    return Math.min(min, max);
  }

  private Map<String, Map<String, Object>> behavior() {
    var config = spec.object("advanced").object("horizontalPodAutoscalerConfig");
    var given = config.object("behavior");
    var behavior = new LinkedHashMap<String, Map<String, Object>>();
    for (var direction : List.of("scaleUp", "scaleDown")) {
      if (given.has(direction)) {
        behavior.put(direction, direction(given.object(direction)));
        notes.mapped(given.path(direction), "spec.scaling.behavior." + direction);
      }
    }
    disabled("paused-scale-in", "scaleDown", behavior);
    disabled("paused-scale-out", "scaleUp", behavior);
    if (config.has("name")) {
      config.take("name");
      notes.leftOut(config.path("name"), "a pool has no HorizontalPodAutoscaler");
    }
    return behavior;
  }

  private void disabled(
      String annotation, String direction, Map<String, Map<String, Object>> behavior) {
    if (annotations.isOn(annotation)) {
      var before =
          behavior
              .computeIfAbsent(direction, d -> new LinkedHashMap<>())
              .put("selectPolicy", "Disabled");
      notes.mapped(
          annotations.path(annotation),
          "spec.scaling.behavior."
              + direction
              + ".selectPolicy: Disabled"
              + (before == null || before.equals("Disabled")
                  ? ""
                  : "; write "
                      + before
                      + " again when it may scale "
                      + (direction.equals("scaleDown") ? "down" : "up")));
    }
  }

  private Map<String, Object> direction(Fields given) {
    var direction = new LinkedHashMap<String, Object>();
    given
        .count("stabilizationWindowSeconds")
        .ifPresent(
            s ->
                direction.put(
                    "stabilizationWindowSeconds",
                    atMost(3600, s, given, "stabilizationWindowSeconds")));
    given
        .text("selectPolicy")
        .ifPresent(
            p ->
                direction.put(
                    "selectPolicy",
                    oneOf(Set.of("Max", "Min", "Disabled"), p, given, "selectPolicy")));
    var policies = given.objects("policies");
    if (policies.size() > MOST_POLICIES) {
      throw new UsageException(
          given.path("policies") + ": expected at most 10, but found " + policies.size() + ".");
    }
    if (!policies.isEmpty()) {
      direction.put("policies", policies.stream().map(ScalingFields::policy).toList());
    }
    if (given.has("tolerance")) {
      given.take("tolerance");
      notes.leftOut(given.path("tolerance"), "a pool has no tolerance: it asks for what is needed");
    }
    return direction;
  }

  private static Map<String, Object> policy(Fields given) {
    var policy = new LinkedHashMap<String, Object>();
    policy.put(
        "type", oneOf(Set.of("Pods", "Percent"), given.text("type").orElse(""), given, "type"));
    policy.put("value", atLeastOne(given, "value"));
    policy.put(
        "periodSeconds", atMost(1800, atLeastOne(given, "periodSeconds"), given, "periodSeconds"));
    return policy;
  }

  private Optional<Map<String, Object>> fallback(int max) {
    var given = spec.object("fallback");
    var polling = spec.count("pollingInterval").orElse(POLLING_SECONDS);
    if (spec.has("pollingInterval")) {
      notes.leftOut(spec.path("pollingInterval"), "the operator decides every five seconds");
    }
    if (!spec.has("fallback")) {
      return Optional.empty();
    }
    var failures = given.count("failureThreshold").orElse(1);
    var replicas = given.count("replicas").orElse(0);
    var behavior = given.text("behavior").orElse("static");
    if (replicas == 0 || behavior.equals("currentReplicas")) {
      notes.leftOut(
          given.path(),
          "while nothing is known, a pool keeps the pods that it has; it never goes to zero for"
              + " lack of data");
      return Optional.empty();
    }
    if (behavior.equals("currentReplicasIfLower") || behavior.equals("scalingModifiers")) {
      notes.leftOut(
          given.path(),
          "spec.scaling.fallback.replicas are pods to have at least, and behavior "
              + behavior
              + " has another meaning");
      return Optional.empty();
    }
    if (!behavior.equals("static") && !behavior.equals("currentReplicasIfHigher")) {
      notes.leftOut(given.path(), "KEDA has no behavior '" + behavior + "' of a fallback");
      return Optional.empty();
    }
    var after = GoDuration.format(Duration.ofSeconds(Math.max(1L, (long) failures * polling)));
    var bounded = Math.min(replicas, max);
    notes.mapped(
        given.path(),
        "spec.scaling.fallback: at least "
            + bounded
            + " pods when nothing has been known for "
            + after
            + ", which is failureThreshold times pollingInterval. It takes no pods away"
            + cut(replicas, max));
    var fallback = new LinkedHashMap<String, Object>();
    fallback.put("replicas", bounded);
    fallback.put("after", after);
    return Optional.of(fallback);
  }

  /** The end of a sentence about pods of which there are more than there may be. */
  private static String cut(int replicas, int max) {
    return replicas <= max
        ? ""
        : ". The manifest says " + replicas + ", which is more than maxReplicas";
  }

  private List<Map<String, Object>> schedule(List<CronTrigger.Window> windows, int max) {
    if (windows.size() > MOST_WINDOWS) {
      throw new UsageException(
          spec.path("triggers")
              + ": expected at most 20 triggers of type cron, but found "
              + windows.size()
              + ".");
    }
    windows.stream()
        .filter(window -> window.replicas() > max)
        .forEach(
            window ->
                notes.leftOut(
                    spec.path("triggers"),
                    "a trigger of type cron has desiredReplicas "
                        + window.replicas()
                        + ", and spec.scaling.schedule at most maxReplicas, so it is "
                        + max));
    return windows.stream()
        .map(
            window -> {
              var entry = new LinkedHashMap<String, Object>();
              entry.put("cron", window.cron());
              entry.put("duration", window.duration());
              entry.put("timeZone", window.timeZone());
              entry.put("minReplicas", Math.min(window.replicas(), max));
              return (Map<String, Object>) entry;
            })
        .toList();
  }

  private void leaveOut(String name, String why) {
    if (spec.has(name)) {
      spec.take(name);
      notes.leftOut(spec.path(name), why);
    }
  }

  private static int atLeastOne(Fields fields, String name) {
    return fields
        .count(name)
        .filter(n -> n > 0)
        .orElseThrow(
            () -> new UsageException(fields.path(name) + ": expected 1 or more, but found less."));
  }

  private static int atMost(int most, int found, Fields fields, String name) {
    if (found > most) {
      throw new UsageException(
          fields.path(name) + ": expected at most " + most + ", but found " + found + ".");
    }
    return found;
  }

  private static String oneOf(Set<String> allowed, String found, Fields fields, String name) {
    if (!allowed.contains(found)) {
      throw new UsageException(
          fields.path(name)
              + ": expected one of "
              + allowed.stream().sorted().toList()
              + ", but found '"
              + found
              + "'.");
    }
    return found;
  }
}
