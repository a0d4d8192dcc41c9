package dev.taskworkers.cli.deadletters;

import dev.taskworkers.crds.DeadLetterSpec;
import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.runtime.GoogleEndpoint;
import dev.taskworkers.runtime.PubSubName;
import dev.taskworkers.runtime.UsageException;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Optional;

/** Where a pool's dead letters are. */
final class PoolLetters {
  private PoolLetters() {}

  /**
   * The full name of the subscription that holds them.
   *
   * @param pool {@code NAMESPACE/NAME}
   * @param project of a topic that the pool gives by its id alone, where its subscription does not
   *     say one; may be empty
   * @throws UsageException where there is none, or more than one
   */
  static String subscription(
      KubernetesClient kubernetes, String pool, String project, GoogleEndpoint pubsub) {
    var topic = topic(read(kubernetes, pool), pool, project);
    try (var calls = new Calls(topic, pubsub)) {
      var found = calls.subscriptionsOf(topic);
      if (found.size() != 1) {
        throw new UsageException(
            "Expected one subscription of the dead-letter topic "
                + topic
                + ", but found "
                + (found.isEmpty()
                    ? "none: dead letters are lost. Create one."
                    : String.join(", ", found) + ". Choose with --subscription S."));
      }
      return found.get(0);
    }
  }

  private static TaskWorkerPool read(KubernetesClient kubernetes, String pool) {
    var names = pool.split("/", -1);
    if (names.length != 2 || names[0].isEmpty() || names[1].isEmpty()) {
      throw new UsageException("--pool: expected NAMESPACE/NAME, but found '" + pool + "'.");
    }
    try {
      return Optional.ofNullable(
              kubernetes
                  .resources(TaskWorkerPool.class)
                  .inNamespace(names[0])
                  .withName(names[1])
                  .get())
          .orElseThrow(() -> new UsageException("--pool: there is no pool " + pool + "."));
    } catch (KubernetesClientException e) {
      throw new IllegalStateException("The pool can't be read: " + e.getMessage(), e);
    }
  }

  private static String topic(TaskWorkerPool pool, String name, String project) {
    var spec = Optional.ofNullable(pool.getSpec());
    var own = spec.map(known -> known.subscription()).orElse("").split("/");
    return spec.map(known -> known.deadLetter())
        .map(DeadLetterSpec::topic)
        .map(topic -> PubSubName.topic(topic, own.length == 4 ? own[1] : project, "--project"))
        .orElseThrow(
            () ->
                new UsageException(
                    "The pool " + name + " has no dead-letter topic: spec.deadLetter is not set."));
  }
}
