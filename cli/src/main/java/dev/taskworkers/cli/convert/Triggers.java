// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.convert;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads what KEDA scales by: the subscriptions, an objective that follows, and a schedule. */
final class Triggers {
  private static final String PUBSUB = "gcp-pubsub";

  /** Those that the name of a subscription stands in, since KEDA's own trigger is deprecated. */
  private static final Map<String, String> QUERIES =
      Map.of("gcp-stackdriver", "filter", "prometheus", "query");

  /** A name that a function follows, such as starts_with("x"), is the function's. */
  private static final Pattern SUBSCRIPTION_LABEL =
      Pattern.compile(
          "subscription_id\\s*=\\s*\"?'?([A-Za-z][A-Za-z0-9_.~+%-]{2,254}+)(?!\\s*\\()");

  private final Notes notes;
  private final SubscriptionTrigger subscription;
  private final Set<String> subscriptions = new LinkedHashSet<>();
  private final List<CronTrigger.Window> windows = new ArrayList<>();
  private final Map<String, String> maxWaits = new HashMap<>();
  private final List<String> others = new ArrayList<>();
  private boolean pubsub;

  Triggers(Notes notes, SubscriptionTrigger subscription) {
    this.notes = notes;
    this.subscription = subscription;
  }

  void read(List<Fields> triggers) {
    for (var trigger : triggers) {
      var type = trigger.text("type").orElse("none");
      if (type.equals(PUBSUB)) {
        pubsub = true;
        var read = subscription.read(trigger);
        read.subscription().ifPresent(subscriptions::add);
        read.maxWait()
            .ifPresent(
                wait ->
                    maxWaits.putIfAbsent(
                        read.subscription().orElse(Conversion.NO_SUBSCRIPTION), wait));
      } else if (type.equals("cron")) {
        CronTrigger.read(trigger, notes).ifPresent(windows::add);
      } else if (QUERIES.containsKey(type)) {
        readQuery(type, trigger);
      } else {
        other(type, trigger);
      }
    }
  }

  /** Full names or IDs, each once, in their order. */
  List<String> subscriptions() {
    return List.copyOf(subscriptions);
  }

  /** Whether anything is about Pub/Sub, even if the subscription can't be told from it. */
  boolean pubsub() {
    return pubsub;
  }

  /** The wait that its own triggers allow, or one whose subscription can't be told. */
  Optional<String> maxWait(String subscription) {
    return Optional.ofNullable(
        maxWaits.getOrDefault(subscription, maxWaits.get(Conversion.NO_SUBSCRIPTION)));
  }

  List<CronTrigger.Window> windows() {
    return List.copyOf(windows);
  }

  /** The types of triggers that no pool can follow. */
  List<String> others() {
    return List.copyOf(others);
  }

  private void readQuery(String type, Fields trigger) {
    var metadata = trigger.object("metadata");
    var field = QUERIES.get(type);
    var query = metadata.text(field).orElse("");
    var label = SUBSCRIPTION_LABEL.matcher(query);
    if (!query.contains("pubsub") || !label.find()) {
      other(type, trigger);
      return;
    }
    pubsub = true;
    var project = metadata.text("projectId");
    var name = project.map(p -> "projects/" + p + "/subscriptions/").orElse("") + label.group(1);
    subscriptions.add(name);
    notes.mapped(
        metadata.path(field),
        "spec.subscription, read from the query" + SubscriptionTrigger.ofProject(name));
    project.ifPresent(
        p -> notes.mapped(metadata.path("projectId"), "the project in spec.subscription"));
    for (var path : trigger.unreadPaths().toList()) {
      notes.leftOut(path, "the operator reads the backlog itself and measures the tasks");
    }
    takeAll(trigger);
  }

  private void other(String type, Fields trigger) {
    others.add(type);
    takeAll(trigger);
    notes.leftOut(
        trigger.path(),
        "a pool follows a Pub/Sub subscription, and has nothing like a trigger of type " + type);
  }

  private static void takeAll(Fields trigger) {
    var metadata = trigger.object("metadata");
    metadata.unread().forEach(metadata::take);
    trigger.unread().forEach(trigger::take);
  }
}
