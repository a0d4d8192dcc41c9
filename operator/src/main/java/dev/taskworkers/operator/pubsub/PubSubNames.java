// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pubsub;

import static dev.taskworkers.runtime.UsageException.expect;

import com.google.pubsub.v1.SubscriptionName;
import com.google.pubsub.v1.TopicName;
import dev.taskworkers.operator.ResourceName;
import dev.taskworkers.operator.ResourceNames;
import dev.taskworkers.protocol.EnvVars;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Reads names of Pub/Sub: full ones, or IDs in a project.
 *
 * @param defaultProject of pools that name none
 */
public record PubSubNames(Optional<String> defaultProject) implements ResourceNames {

  @Override
  public ResourceName subscription(String name, Optional<String> project) {
    if (isOf(name, SubscriptionName::isParsableFrom)) {
      var full = ResourceName.parse(name);
      byId(full.project(), "spec.subscription");
      return full;
    }
    expect(
        isId(name),
        "spec.subscription: expected projects/PROJECT/subscriptions/ID or an ID, but found '"
            + name
            + "'");
    expect(
        project.stream().allMatch(PubSubNames::isId),
        "spec.project: expected the ID of a project, but found '" + project.orElse("") + "'");
    var itsProject = project.or(() -> defaultProject);
    expect(
        itsProject.isPresent(),
        "spec.subscription '"
            + name
            + "' names no project: write projects/PROJECT/subscriptions/"
            + name
            + ", set spec.project, or give the operator "
            + EnvVars.PROJECT_ID);
    byId(itsProject.get(), "spec.project");
    return ResourceName.subscription(itsProject.get(), name);
  }

  @Override
  public ResourceName deadLetterTopic(String name, ResourceName subscription) {
    if (name != null && isOf(name, TopicName::isParsableFrom)) {
      return ResourceName.parse(name);
    }
    expect(
        name != null && isId(name),
        "spec.deadLetter.topic: expected projects/PROJECT/topics/ID or an ID, but found '"
            + name
            + "'");
    return ResourceName.topic(subscription.project(), name);
  }

  private static boolean isId(String name) {
    return !name.isEmpty() && !name.contains("/");
  }

  /** Its number is another name of a project: two pools on one subscription would not be seen. */
  private static void byId(String project, String field) {
    expect(
        !project.chars().allMatch(Character::isDigit),
        field + ": expected the ID of a project, but found its number " + project);
  }

  /** Google's own parser takes a name behind a host, too, which is none to Pub/Sub. */
  private static boolean isOf(String name, Predicate<String> kind) {
    return name.startsWith("projects/") && kind.test(name);
  }
}
