package dev.taskworkers.operator.pool;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.pubsub.v1.SubscriptionName;
import com.google.pubsub.v1.TopicName;
import dev.taskworkers.crds.HandlerSpec;
import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.crds.TaskWorkerPoolSpec;
import dev.taskworkers.operator.scaling.Policy;
import dev.taskworkers.runtime.GoDuration;
import dev.taskworkers.runtime.UsageException;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Checks what the schema can't, and says in a sentence what is wrong. An object that was stored
 * past the schema becomes a status, never a crash.
 */
final class PoolValidation {
  private static final Duration GRACE_MARGIN = Duration.ofSeconds(30);
  private static final String WORKER = "worker";

  private final Optional<String> defaultProject;

  PoolValidation(Optional<String> defaultProject) {
    this.defaultProject = defaultProject;
  }

  /**
   * The validated pool.
   *
   * @throws UsageException with a sentence for the pool's author
   */
  Pool validate(TaskWorkerPool resource) {
    var spec = resource.getSpec();
    if (spec == null || spec.subscription() == null || spec.handler() == null) {
      throw new UsageException(
          "spec.subscription, spec.handler and spec.template are required; see 'kubectl explain"
              + " twp.spec'.");
    }
    var subscription = subscription(spec);
    var timeout = GoDuration.parse(spec.taskTimeout(), "spec.taskTimeout");
    var template = template(spec.template());
    return new Pool(
        resource.getMetadata().getNamespace(),
        resource.getMetadata().getName(),
        resource.getMetadata().getUid(),
        subscription,
        Optional.ofNullable(spec.deadLetter())
            .map(deadLetter -> topic(deadLetter.topic(), subscription.getProject())),
        handler(spec.handler()),
        timeout,
        timeout.plus(GRACE_MARGIN),
        spec.retry(),
        template,
        workerContainer(template),
        spec.scaling().arrivals(),
        policy(spec));
  }

  private SubscriptionName subscription(TaskWorkerPoolSpec spec) {
    var name = spec.subscription();
    if (SubscriptionName.isParsableFrom(name)) {
      return SubscriptionName.parse(name);
    }
    if (name.contains("/")) {
      throw new UsageException(
          "spec.subscription: expected projects/PROJECT/subscriptions/ID or an ID, but found '"
              + name
              + "'.");
    }
    var project = Optional.ofNullable(spec.project()).or(() -> defaultProject);
    return project
        .map(p -> SubscriptionName.of(p, name))
        .orElseThrow(
            () ->
                new UsageException(
                    "spec.subscription '"
                        + name
                        + "' names no project: write projects/PROJECT/subscriptions/"
                        + name
                        + ", set spec.project, or give the operator GCP_PROJECT_ID."));
  }

  private static TopicName topic(String name, String project) {
    if (TopicName.isParsableFrom(name)) {
      return TopicName.parse(name);
    }
    if (name == null || name.contains("/")) {
      throw new UsageException(
          "spec.deadLetter.topic: expected projects/PROJECT/topics/ID or an ID, but found '"
              + name
              + "'.");
    }
    return TopicName.of(project, name);
  }

  private static HandlerSpec handler(HandlerSpec handler) {
    var kinds = Stream.of(handler.exec(), handler.http(), handler.java(), handler.self());
    if (kinds.filter(kind -> kind != null).count() != 1) {
      throw new UsageException("spec.handler needs exactly one of exec, http, java or self.");
    }
    return handler;
  }

  private static PodTemplateSpec template(JsonNode raw) {
    try {
      var template = Serialization.jsonMapper().treeToValue(raw, PodTemplateSpec.class);
      if (template == null
          || template.getSpec() == null
          || template.getSpec().getContainers().isEmpty()) {
        throw new UsageException(
            "spec.template.spec.containers: expected at least one container, but found none.");
      }
      return template;
    } catch (JsonProcessingException e) {
      throw new UsageException(
          "spec.template is not a pod template: " + e.getOriginalMessage() + ".");
    }
  }

  private static int workerContainer(PodTemplateSpec template) {
    var containers = template.getSpec().getContainers();
    return IntStream.range(0, containers.size())
        .filter(i -> WORKER.equals(containers.get(i).getName()))
        .findFirst()
        .orElse(0);
  }

  private static Policy policy(TaskWorkerPoolSpec spec) {
    var scaling = spec.scaling();
    if (scaling.minReplicas() > scaling.maxReplicas()) {
      throw new UsageException(
          "spec.scaling.minReplicas must not be more than spec.scaling.maxReplicas.");
    }
    return new Policy(
        scaling.minReplicas(),
        scaling.maxReplicas(),
        spec.replicas() == null ? OptionalInt.empty() : OptionalInt.of(spec.replicas()),
        switch (spec.mode()) {
          case Auto -> Policy.Action.CARRY_OUT;
          case Advise -> Policy.Action.ADVISE;
          case Paused -> Policy.Action.PAUSE;
        },
        GoDuration.parse(scaling.objective().maxWait(), "spec.scaling.objective.maxWait"),
        GoDuration.parse(scaling.objective().drainWithin(), "spec.scaling.objective.drainWithin"),
        spec.concurrency(),
        spec.handler().self() == null);
  }
}
