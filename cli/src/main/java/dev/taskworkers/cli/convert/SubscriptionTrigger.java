// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.convert;

import dev.taskworkers.crds.TaskWorkerPoolSpec;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads a trigger of type gcp-pubsub. */
final class SubscriptionTrigger {
  private static final Pattern NAME = Pattern.compile(TaskWorkerPoolSpec.SUBSCRIPTION_PATTERN);
  private static final Pattern OF_A_NUMBER = Pattern.compile("^projects/[0-9]+/");

  /** Placeholders of Helm, and of shells and their likes. */
  private static final Pattern TEMPLATE = Pattern.compile("\\{\\{|\\$[({A-Za-z_]");

  /** KEDA's default, for every mode. */
  private static final String VALUE = "10";

  private static final String MEASURED =
      "the operator measures how long tasks take and how many arrive, so no number of messages for"
          + " a pod is needed";
  private static final String SAMPLED =
      "the operator takes each sample with its age, and never takes a missing one for zero";

  /**
   * What a trigger says.
   *
   * @param subscription a placeholder where it can't be told
   * @param maxWait the longest wait that it allows, if it scales by the age of messages
   */
  record Read(String subscription, Optional<String> maxWait) {}

  private final Notes notes;
  private final Optional<Workload> workload;
  private final Optional<String> envContainer;
  private final Manifests manifests;
  private final Conversion.Origin origin;

  /** By what is said of the subscriptions that can't be told: the same words mean the same one. */
  private final Map<String, String> placeholders = new HashMap<>();

  SubscriptionTrigger(
      Notes notes,
      Optional<Workload> workload,
      Optional<String> envContainer,
      Manifests manifests,
      Conversion.Origin origin) {
    this.notes = notes;
    this.workload = workload;
    this.envContainer = envContainer;
    this.manifests = manifests;
    this.origin = origin;
  }

  Read read(Fields trigger) {
    var metadata = trigger.object("metadata");
    var mode = metadata.text("mode").orElse("SubscriptionSize");
    var subscription = subscription(trigger, metadata);
    var maxWait = target(metadata, mode);
    leaveOut(metadata);
    identity(trigger, metadata);
    leaveOut(trigger, "metricType", MEASURED);
    leaveOut(trigger, "useCachedMetrics", "the operator asks once a minute for all pools together");
    leaveOut(trigger, "name", "a pool has no names for its signals");
    return new Read(subscription, maxWait);
  }

  private String subscription(Fields trigger, Fields metadata) {
    for (var field : List.of("subscriptionName", "subscriptionNameFromEnv")) {
      var given = metadata.text(field);
      if (given.isPresent()) {
        var path = metadata.path(field);
        return field.equals("subscriptionName")
            ? named(path, given.get())
            : ofVariable(path, given.get());
      }
    }
    for (var field : List.of("topicName", "topicNameFromEnv")) {
      var topic = metadata.text(field);
      if (topic.isPresent()) {
        return unknown(
            metadata.path(field),
            field + " " + topic.get(),
            "a pool follows a subscription of the topic; write the one that the pods pull from");
      }
    }
    return unknown(
        trigger.path(),
        trigger.path(),
        "it names no subscription; write the one that the pods pull from");
  }

  /** A placeholder for a subscription that can't be told, and what to write in its place. */
  String unknown(String path, String saidOfIt, String what) {
    var number = placeholders.size() + 1;
    var placeholder =
        placeholders.computeIfAbsent(
            saidOfIt, s -> Conversion.NO_SUBSCRIPTION + (number == 1 ? "" : "-" + number));
    notes.leftOut(path, what + " in place of " + placeholder);
    return placeholder;
  }

  /** A placeholder for a name that no subscription can have. */
  String wrong(String path, String name) {
    return unknown(
        path,
        "name " + name,
        "expected projects/PROJECT/subscriptions/ID or an ID, which has 3 to 255 letters, digits,"
            + " and .-_~+%, a letter first, but found '"
            + name
            + "'; "
            + (TEMPLATE.matcher(name).find()
                ? "convert what 'helm template' or envsubst prints, or write the right one"
                : "write the right one"));
  }

  private String named(String path, String name) {
    if (!NAME.matcher(name).matches()) {
      return wrong(path, name);
    }
    if (OF_A_NUMBER.matcher(name).find()) {
      return unknown(
          path,
          "name " + name,
          "expected the ID of a project, but found its number in '"
              + name
              + "'; write the name with the ID");
    }
    notes.mapped(path, "spec.subscription" + ofProject(name));
    return name;
  }

  /** KEDA takes an ID alone in the project of its credentials, and so does the operator. */
  static String ofProject(String name) {
    return name.startsWith("projects/")
        ? ""
        : ". It is an ID alone, which means one in the operator's own project: if the subscription"
            + " is in another one, write that as spec.project";
  }

  private String ofVariable(String path, String variable) {
    var source = "variable " + variable;
    if (workload.isEmpty()) {
      return unknown(
          path,
          source,
          "the variable "
              + variable
              + " is in the pods' template; give it with --deployment, or write what it holds");
    }
    var found = workload.get().variable(envContainer, variable);
    if (found.isPresent() && found.get().value().isPresent()) {
      return named(path, found.get().value().get());
    }
    return unknown(
        path,
        source,
        found
                .map(v -> "the variable " + variable + " comes from " + v.origin())
                .orElseGet(
                    () ->
                        "the container has no variable "
                            + variable
                            + workload.get().sources(envContainer))
            + "; write what it holds");
  }

  /** What it scales by: an age is an objective of ours, a number of messages is not needed. */
  private Optional<String> target(Fields metadata, String mode) {
    var field = metadata.has("value") ? "value" : "subscriptionSize";
    var value = metadata.text(field);
    metadata.take("subscriptionSize");
    if (metadata.has("mode")) {
      mode(metadata.path("mode"), mode);
    }
    if (mode.equals("OldestUnackedMessageAge")) {
      return value
          .map(given -> maxWait(metadata.path(field), given, ""))
          .orElseGet(() -> maxWait(metadata.path("mode"), VALUE, ", KEDA's default"));
    }
    value.ifPresent(
        v ->
            notes.leftOut(
                metadata.path(field),
                MEASURED
                    + ". If "
                    + v
                    + " stands for what a pod runs at once, write it as spec.concurrency; if it"
                    + " stands for a wait, write that as spec.scaling.objective.maxWait"));
    return Optional.empty();
  }

  private void mode(String path, String mode) {
    if (mode.equals("SubscriptionSize") || mode.equals("NumUndeliveredMessages")) {
      notes.mapped(path, "not needed: every pool uses the number of messages, among other signals");
    } else if (mode.equals("OldestUnackedMessageAge")) {
      notes.mapped(path, "not needed: every pool uses how long tasks wait, among other signals");
    } else {
      notes.leftOut(
          path,
          "a pool uses the number and the age of messages, arrivals, and what its workers report;"
              + " it can't use "
              + mode);
    }
  }

  private Optional<String> maxWait(String path, String age, String origin) {
    if (!age.matches("[0-9]{1,9}(\\.[0-9]+)?")
        || new BigDecimal(age).compareTo(BigDecimal.ONE) < 0) {
      notes.leftOut(
          path, "spec.scaling.objective.maxWait is 1s or more, and this is '" + age + "'");
      return Optional.empty();
    }
    var seconds = new BigDecimal(age).setScale(0, RoundingMode.DOWN) + "s";
    notes.mapped(
        path,
        "spec.scaling.objective.maxWait: "
            + seconds
            + origin
            + ". KEDA compares the age, which includes the time that a task runs; maxWait is the"
            + " wait alone");
    return Optional.of(seconds);
  }

  private void leaveOut(Fields metadata) {
    leaveOut(metadata, "activationValue", "the first task wakes an empty pool");
    leaveOut(metadata, "aggregation", SAMPLED);
    leaveOut(metadata, "timeHorizon", SAMPLED);
    leaveOut(metadata, "valueIfNull", SAMPLED);
  }

  /** KEDA reads Monitoring as whom the trigger names; of pools, the operator reads it for all. */
  private void identity(Fields trigger, Fields metadata) {
    var own =
        "the operator has an identity of its own for all pools; the documentation's page"
            + " 'Installing the operator' has the commands that grant it what it needs. The pods"
            + " keep theirs";
    leaveOut(metadata, "credentialsFromEnv", own);
    leaveOut(metadata, "credentialsFromEnvFile", own);
    if (!trigger.has("authenticationRef")) {
      return;
    }
    var reference = trigger.object("authenticationRef");
    var name = reference.text("name").orElse("");
    var kind = reference.text("kind").orElse("TriggerAuthentication");
    notes.leftOut(reference.path(), kind + " " + name + how(kind, name) + ": " + own);
  }

  private String how(String kind, String name) {
    return manifests
        .find(kind, name, origin.namespace())
        .map(found -> new Fields("", found).object("spec"))
        .map(
            spec ->
                spec.has("podIdentity")
                    ? ", pod identity " + spec.object("podIdentity").text("provider").orElse("")
                    : ", a key in a Secret")
        .orElse("");
  }

  private void leaveOut(Fields fields, String name, String why) {
    if (fields.has(name)) {
      fields.take(name);
      notes.leftOut(fields.path(name), why);
    }
  }
}
