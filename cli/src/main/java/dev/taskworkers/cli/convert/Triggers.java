// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.convert;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads what KEDA scales by: the subscriptions, an objective that follows, and a schedule. */
final class Triggers {
  private static final String PUBSUB = "gcp-pubsub";

  /** Those that the name of a subscription stands in, since KEDA's own trigger is deprecated. */
  private static final Map<String, String> QUERIES =
      Map.of("gcp-stackdriver", "filter", "prometheus", "query");

  private final Notes notes;
  private final SubscriptionTrigger subscription;
  private final Set<String> subscriptions = new LinkedHashSet<>();
  private final List<CronTrigger.Window> windows = new ArrayList<>();
  private final Map<String, String> maxWaits = new HashMap<>();
  private final List<String> others = new ArrayList<>();

  /** Where queries stand that ask for subscriptions by a pattern. */
  private final List<String> patterns = new ArrayList<>();

  Triggers(Notes notes, SubscriptionTrigger subscription) {
    this.notes = notes;
    this.subscription = subscription;
  }

  void read(List<Fields> triggers) {
    for (var trigger : triggers) {
      var type = trigger.text("type").orElse("none");
      if (type.equals(PUBSUB)) {
        var read = subscription.read(trigger);
        subscriptions.add(read.subscription());
        read.maxWait().ifPresent(wait -> maxWaits.putIfAbsent(read.subscription(), wait));
      } else if (type.equals("cron")) {
        CronTrigger.read(trigger, notes).ifPresent(windows::add);
      } else if (QUERIES.containsKey(type)) {
        readQuery(type, trigger);
      } else {
        other(type, trigger);
      }
    }
    patterns.forEach(this::readPattern);
  }

  private void readPattern(String path) {
    if (subscriptions.isEmpty()) {
      subscriptions.add(
          subscription.unknown(
              path,
              "pattern",
              "it asks for subscriptions by a pattern; write one of them, and a copy of the pool"
                  + " for each other one,"));
    } else {
      notes.leftOut(
          path,
          "it asks for subscriptions by a pattern, too; write a pool for each of them, as"
              + " spec.subscription of a copy");
    }
  }

  /** Full names, IDs, and placeholders for those that can't be told, each once, in their order. */
  List<String> subscriptions() {
    return List.copyOf(subscriptions);
  }

  /** The wait that its own triggers allow. */
  Optional<String> maxWait(String subscription) {
    return Optional.ofNullable(maxWaits.get(subscription));
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
    var project = metadata.text("projectId");
    var query = metadata.text(field).orElse("");
    var queried = QueriedSubscriptions.of(query, project);
    var path = metadata.path(field);
    if (!query.contains("pubsub") || isEmpty(queried)) {
      other(type, trigger);
      return;
    }
    if (queried.hasOthers()) {
      patterns.add(path);
    }
    queried.wrong().forEach(name -> subscriptions.add(subscription.wrong(path, name)));
    if (!queried.names().isEmpty()) {
      subscriptions.addAll(queried.names());
      notes.mapped(
          path,
          "spec.subscription, read from the query"
              + SubscriptionTrigger.ofProject(queried.names().get(0)));
    }
    project.ifPresent(
        p -> notes.mapped(metadata.path("projectId"), "the project in spec.subscription"));
    for (var unread : trigger.unreadPaths().toList()) {
      notes.leftOut(unread, "the operator reads the backlog itself and measures the tasks");
    }
    takeAll(trigger);
  }

  private static boolean isEmpty(QueriedSubscriptions queried) {
    return queried.names().isEmpty() && !queried.hasOthers() && queried.wrong().isEmpty();
  }

  private void other(String type, Fields trigger) {
    others.add(type);
    takeAll(trigger);
    notes.leftOut(
        trigger.path(),
        QUERIES.containsKey(type)
            ? "a pool follows a Pub/Sub subscription, and this query names none"
            : "a pool follows a Pub/Sub subscription, and has nothing like a trigger of type "
                + type);
  }

  private static void takeAll(Fields trigger) {
    var metadata = trigger.object("metadata");
    metadata.unread().forEach(metadata::take);
    trigger.unread().forEach(trigger::take);
  }
}
