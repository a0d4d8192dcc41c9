// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.deadletters;

import dev.taskworkers.runtime.UsageException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Publishes the tasks of dead letters again, and knows what has become of each. */
final class Redriving extends DeadLetterChange {
  /** What Pub/Sub calls the topic of a subscription that has outlived it. */
  private static final String DELETED = "_deleted-topic_";

  private final String subscription;
  private final String topic;
  private final Set<String> redriven = new HashSet<>();

  /** By the dead letter's id, why not. */
  private final Map<String, String> failed = new LinkedHashMap<>();

  /** Of those that are redriven, the dead letters that could not be removed, and why. */
  private final Map<String, String> notRemoved = new LinkedHashMap<>();

  /** By a subscription's name; also those whose topic can't be known. */
  private final Map<String, Target> targets = new HashMap<>();

  /** Where dead letters go, or why they can't. */
  private record Target(String topic, String problem) {}

  /**
   * @param subscription the dead letters', in full
   * @param topic where all go, in full; empty for the topic of the subscription each failed on
   */
  Redriving(String subscription, String topic, Selection selection) {
    super(selection);
    this.subscription = subscription;
    this.topic = topic;
  }

  @Override
  void change(DeadLetterSubscription deadLetters, List<DeadLetterMessage> some) {
    for (var message : some) {
      if (mayChange(deadLetters, message) && !redrive(deadLetters, message)) {
        deadLetters.leave(message);
      }
    }
  }

  /**
   * What Pub/Sub refuses stays, and does not keep those of other ordering keys from being redriven.
   *
   * @return whether the dead letter is gone
   */
  private boolean redrive(DeadLetterSubscription deadLetters, DeadLetterMessage message) {
    var target = topic.isEmpty() ? targetOf(deadLetters, message) : new Target(topic, "");
    if (!target.problem.isEmpty()) {
      failed.put(message.id(), target.problem);
      return false;
    }
    begins(List.of(message.id()));
    try {
      var stays = deadLetters.redrive(message, target.topic);
      ends();
      redriven.add(message.id());
      stays.ifPresent(why -> notRemoved.put(message.id(), why));
      return stays.isEmpty();
    } catch (UsageException refused) {
      ends();
      failed.put(message.id(), refused.getMessage());
      return false;
    } catch (DeadLetterSubscription.Stopped before) {
      ends();
      throw before;
    }
  }

  private Target targetOf(DeadLetterSubscription deadLetters, DeadLetterMessage message) {
    return message
        .sourceSubscription()
        .map(source -> targets.computeIfAbsent(source, name -> look(deadLetters, name)))
        .orElseGet(
            () ->
                new Target("", "It does not say which subscription it failed on. Give --topic T."));
  }

  /** Who may publish a task must not choose a project for the rights of who redrives it. */
  private Target look(DeadLetterSubscription deadLetters, String source) {
    if (!project(source).equals(project(subscription))) {
      return new Target(
          "", "It failed on " + source + ", which is in another project. Give --topic T.");
    }
    try {
      var found = deadLetters.topicOf(source);
      return found.equals(DELETED)
          ? new Target("", "The topic of " + source + " is deleted. Give --topic T.")
          : new Target(found, "");
    } catch (UsageException refused) {
      return new Target("", refused.getMessage() + " Or give --topic T.");
    }
  }

  private static String project(String subscription) {
    var parts = subscription.split("/", 3);
    return parts.length == 3 ? parts[1] : "";
  }

  @Override
  Set<String> handled() {
    var handled = new HashSet<>(redriven);
    handled.addAll(failed.keySet());
    return handled;
  }

  @Override
  boolean isWhole() {
    return super.isWhole() && failed.isEmpty() && notRemoved.isEmpty();
  }

  /** The ids of dead letters that are there no more. */
  List<String> removed() {
    return redriven.stream().filter(id -> !notRemoved.containsKey(id)).toList();
  }

  int redriven() {
    return redriven.size();
  }

  Map<String, String> failed() {
    return failed;
  }

  Map<String, String> notRemoved() {
    return notRemoved;
  }

  @Override
  Map<String, Object> report() {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("redriven", redriven.size());
    fields.putAll(super.report());
    fields.put("failed", failed);
    fields.put("notRemoved", notRemoved);
    return fields;
  }
}
