// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.deadletters;

import dev.taskworkers.runtime.UsageException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Publishes the tasks of dead letters again, and knows what has become of each. */
final class Redriving {
  /** What Pub/Sub calls the topic of a subscription that has outlived it. */
  private static final String DELETED = "_deleted-topic_";

  private final String subscription;
  private final String topic;
  private final Selection selection;
  private final Set<String> redriven = new HashSet<>();

  /** By the dead letter's id, why not. */
  private final Map<String, String> failed = new LinkedHashMap<>();

  /** Of those that are redriven, the dead letters that could not be removed, and why. */
  private final Map<String, String> notRemoved = new LinkedHashMap<>();

  /** What an error broke off. */
  private Optional<String> inDoubt = Optional.empty();

  private boolean exhausted;

  /** By a subscription's name; also those whose topic can't be known. */
  private final Map<String, Target> targets = new HashMap<>();

  /** Where dead letters go, or why they can't. */
  private record Target(String topic, String problem) {}

  /**
   * @param subscription the dead letters', in full
   * @param topic where all go, in full; empty for the topic of the subscription each failed on
   */
  Redriving(String subscription, String topic, Selection selection) {
    this.subscription = subscription;
    this.topic = topic;
    this.selection = selection;
  }

  /** Redrives what is selected of {@code box}. */
  void run(DeadLetterSubscription deadLetters) {
    while (selection.wantsMore(handled())) {
      var some = deadLetters.take();
      if (some.isEmpty()) {
        break;
      }
      some.stream()
          .filter(selection::has)
          .forEach(
              message ->
                  redrive(
                      deadLetters,
                      message,
                      topic.isEmpty() ? targetOf(deadLetters, message) : new Target(topic, "")));
    }
    exhausted = deadLetters.exhausted();
  }

  /** What Pub/Sub refuses stays, and does not keep others from being redriven. */
  private void redrive(
      DeadLetterSubscription deadLetters, DeadLetterMessage message, Target target) {
    if (!target.problem.isEmpty()) {
      failed.put(message.id(), target.problem);
      return;
    }
    inDoubt = Optional.of(message.id());
    try {
      var stays = deadLetters.redrive(message, target.topic);
      redriven.add(message.id());
      stays.ifPresent(why -> notRemoved.put(message.id(), why));
    } catch (UsageException refused) {
      failed.put(message.id(), refused.getMessage());
    } catch (DeadLetterSubscription.Stopped before) {
      inDoubt = Optional.empty();
      throw before;
    }
    inDoubt = Optional.empty();
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

  private Set<String> handled() {
    var handled = new HashSet<>(redriven);
    handled.addAll(failed.keySet());
    return handled;
  }

  boolean isWhole() {
    return failed.isEmpty() && notRemoved.isEmpty() && missing().isEmpty();
  }

  /** The ids that are neither redriven nor refused. */
  Set<String> missing() {
    return selection.missing(handled());
  }

  /** The ids that no dead letter has. */
  Set<String> notFound() {
    return exhausted ? missing() : Set.of();
  }

  /** The ids that were not come to before it ended. */
  Set<String> notReached() {
    var left = new TreeSet<>(exhausted ? Set.of() : missing());
    inDoubt.ifPresent(left::remove);
    return left;
  }

  /** The dead letter at which it ended, if its task may be stored or not. */
  Optional<String> inDoubt() {
    return inDoubt;
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

  /** For programs. */
  Map<String, Object> report() {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("redriven", redriven.size());
    fields.put("notFound", notFound());
    fields.put("notReached", notReached());
    fields.put("failed", failed);
    fields.put("notRemoved", notRemoved);
    return fields;
  }
}
