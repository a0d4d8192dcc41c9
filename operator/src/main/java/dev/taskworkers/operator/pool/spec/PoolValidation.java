// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.spec;

import com.google.pubsub.v1.SubscriptionName;
import com.google.pubsub.v1.TopicName;
import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.crds.TaskWorkerPoolSpec;
import dev.taskworkers.operator.ResourceName;
import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.protocol.GoDuration;
import dev.taskworkers.runtime.UsageException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Checks what the schema can't, and again what it should have, and says in a sentence what is
 * wrong. An object that was stored past the schema becomes a status, never a crash.
 */
public final class PoolValidation {
  /** A pool's name is the value of a label. */
  private static final int LONGEST_NAME = 63;

  private final Optional<String> defaultProject;

  public PoolValidation(Optional<String> defaultProject) {
    this.defaultProject = defaultProject;
  }

  /**
   * The validated pool.
   *
   * @throws UsageException with a sentence for the pool's author
   */
  public Pool validate(TaskWorkerPool resource) {
    var subscription = subscription(resource);
    var spec = resource.getSpec();
    var metadata = resource.getMetadata();
    expect(
        metadata.getName().length() <= LONGEST_NAME,
        "metadata.name: expected at most 63 characters, but found " + metadata.getName().length());
    var handler = Handler.read(spec.handler());
    var tasks = TaskSettings.read(spec, handler);
    var template = WorkerTemplate.read(spec.template(), handler);
    var policy = PolicyValidation.validate(spec, handler, tasks.startRates());
    return new Pool(
        metadata.getNamespace(),
        metadata.getName(),
        metadata.getUid(),
        subscription,
        Optional.ofNullable(spec.deadLetter())
            .map(deadLetter -> topic(deadLetter.topic(), subscription.project())),
        handler,
        tasks,
        template.pod(),
        template.worker(),
        spec.scaling().arrivals(),
        policy,
        Schedule.of(spec.scaling().schedule()),
        WorkerReader.read(Optional.ofNullable(spec.worker()), handler, template.pod()),
        spec.podDisruptionBudget() == TaskWorkerPoolSpec.Budget.Managed,
        Optional.ofNullable(metadata.getGeneration()).orElse(0L));
  }

  /**
   * The full name of a pool's subscription, whatever else is wrong with the pool.
   *
   * @throws UsageException when it can't be told
   */
  public ResourceName subscription(TaskWorkerPool resource) {
    resource
        .unreadable()
        .ifPresent(
            problem -> {
              throw new UsageException(problem);
            });
    var spec = resource.getSpec();
    expect(
        spec != null && spec.subscription() != null && spec.handler() != null,
        "spec.subscription, spec.handler and spec.template are required; see 'kubectl explain"
            + " twp.spec'");
    var name = spec.subscription();
    if (isOf(name, SubscriptionName::isParsableFrom)) {
      var full = ResourceName.parse(name);
      byId(full.project(), "spec.subscription");
      return full;
    }
    expect(
        !name.isEmpty() && !name.contains("/"),
        "spec.subscription: expected projects/PROJECT/subscriptions/ID or an ID, but found '"
            + name
            + "'");
    expect(
        spec.project() == null || !spec.project().isEmpty() && !spec.project().contains("/"),
        "spec.project: expected the ID of a project, but found '" + spec.project() + "'");
    var project = Optional.ofNullable(spec.project()).or(() -> defaultProject);
    expect(
        project.isPresent(),
        "spec.subscription '"
            + name
            + "' names no project: write projects/PROJECT/subscriptions/"
            + name
            + ", set spec.project, or give the operator "
            + EnvVars.PROJECT_ID);
    byId(project.get(), "spec.project");
    return ResourceName.subscription(project.get(), name);
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

  private static ResourceName topic(String name, String project) {
    if (name != null && isOf(name, TopicName::isParsableFrom)) {
      return ResourceName.parse(name);
    }
    expect(
        name != null && !name.isEmpty() && !name.contains("/"),
        "spec.deadLetter.topic: expected projects/PROJECT/topics/ID or an ID, but found '"
            + name
            + "'");
    return ResourceName.topic(project, name);
  }

  static void atLeast(int least, Integer found, String field) {
    expect(
        found != null && found >= least,
        field + ": expected " + least + " or more, but found " + found);
  }

  static Duration moreThanZero(String text, String field) {
    var duration = GoDuration.parse(text, field);
    expect(!duration.isZero(), field + ": expected more than 0s");
    return duration;
  }

  static void expect(boolean right, String otherwise) {
    if (!right) {
      throw new UsageException(otherwise + ".");
    }
  }
}
