// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.deadletters;

import dev.taskworkers.cli.options.NamedObject;
import dev.taskworkers.crds.DeadLetterSpec;
import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.crds.TaskWorkerPoolSpec;
import dev.taskworkers.runtime.GoogleEndpoint;
import dev.taskworkers.runtime.PubSubName;
import dev.taskworkers.runtime.UsageException;
import dev.taskworkers.ui.cluster.ApiServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Optional;

/**
 * Where dead letters are, and which of them are meant: several pools may have one dead-letter
 * topic.
 *
 * @param subscription the full name of the one that holds them
 * @param failedOn the pool's own subscription, in full, or its id where the project is not known;
 *     empty for the dead letters of whatever pool
 */
record PoolDeadLetters(String subscription, Optional<String> failedOn) {
  /** All dead letters of a subscription. */
  static PoolDeadLetters all(String subscription) {
    return new PoolDeadLetters(subscription, Optional.empty());
  }

  /**
   * Those of a pool.
   *
   * @param pool {@code NAMESPACE/NAME}
   * @param project of names that are given by their id alone, where the pool does not say one; may
   *     be empty
   * @param chosen the subscription that holds them, in full; empty: the only one of the pool's
   *     dead-letter topic
   * @throws UsageException where there is none, or more than one
   */
  static PoolDeadLetters of(
      KubernetesClient kubernetes,
      String pool,
      String project,
      Optional<String> chosen,
      GoogleEndpoint pubsub) {
    var spec = Optional.ofNullable(read(kubernetes, pool).getSpec());
    var own = spec.map(TaskWorkerPoolSpec::subscription).orElse("");
    var of = spec.map(TaskWorkerPoolSpec::project).orElse(project);
    var full = own.contains("/") || of.isEmpty() ? own : "projects/" + of + "/subscriptions/" + own;
    return new PoolDeadLetters(
        chosen.orElseGet(() -> only(topic(spec, pool, project(full, of)), pool, pubsub)),
        Optional.of(full));
  }

  private static String project(String subscription, String otherwise) {
    var parts = subscription.split("/", -1);
    return parts.length == 4 ? parts[1] : otherwise;
  }

  private static String only(String topic, String pool, GoogleEndpoint pubsub) {
    try (var calls = new Calls(topic, pubsub)) {
      var found = calls.subscriptionsOf(topic);
      if (found.size() != 1) {
        throw new UsageException(
            "Expected one subscription of the dead-letter topic "
                + topic
                + ", but found "
                + (found.isEmpty()
                    ? "none: dead letters are lost. Create one."
                    : String.join(", ", found)
                        + ". Choose one: taskworkers dead-letters list --pool "
                        + pool
                        + " --subscription S."));
      }
      return found.get(0);
    }
  }

  /** Whether a dead letter is meant; one that does not say where it failed may be anybody's. */
  boolean has(DeadLetterMessage message) {
    return failedOn.isEmpty()
        || message
            .sourceSubscription()
            .map(
                source ->
                    source.equals(failedOn.get())
                        || source.endsWith("/subscriptions/" + failedOn.get()))
            .orElse(true);
  }

  private static TaskWorkerPool read(KubernetesClient kubernetes, String pool) {
    NamedObject.requireWhole("--pool", pool);
    var names = pool.split("/", -1);
    try {
      return Optional.ofNullable(
              kubernetes
                  .resources(TaskWorkerPool.class)
                  .inNamespace(names[0])
                  .withName(names[1])
                  .get())
          .orElseThrow(() -> new UsageException("--pool: there is no pool " + pool + "."));
    } catch (KubernetesClientException e) {
      throw new IllegalStateException(
          "The pool can't be read: " + ApiServer.trouble(kubernetes, e), e);
    }
  }

  private static String topic(Optional<TaskWorkerPoolSpec> spec, String pool, String project) {
    return spec.map(TaskWorkerPoolSpec::deadLetter)
        .map(DeadLetterSpec::topic)
        .map(topic -> PubSubName.topic(topic, project, "--project"))
        .orElseThrow(
            () ->
                new UsageException(
                    "The pool " + pool + " has no dead-letter topic: spec.deadLetter is not set."));
  }
}
