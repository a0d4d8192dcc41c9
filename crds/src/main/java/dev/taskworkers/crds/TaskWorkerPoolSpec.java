// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import dev.taskworkers.protocol.GoDuration;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Nullable;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.model.annotation.SpecReplicas;

/** What the user wants of a pool. Absent fields take the defaults that the schema shows. */
@ValidationRule(
    value =
        "!has(self.project) || !self.subscription.startsWith('projects/') ||"
            + " self.subscription.startsWith('projects/' + self.project + '/')",
    message =
        "spec.project and the project in spec.subscription differ: write the project in one of"
            + " them only")
@ValidationRule(
    value =
        "duration(self.taskTimeout) > duration('0s') && duration(self.taskTimeout) <="
            + " duration('24h')",
    message = "spec.taskTimeout must be more than 0s and at most 24h")
@ValidationRule(
    value =
        "!has(self.maxTaskTimeout) || (duration(self.maxTaskTimeout) >= duration(self.taskTimeout)"
            + " && duration(self.maxTaskTimeout) <= duration('24h'))",
    message =
        "spec.maxTaskTimeout must not be shorter than spec.taskTimeout, and at most 24h: it is the"
            + " most that a task may ask for")
@ValidationRule(
    value = "!has(self.rateLimit) || !has(self.pull) || self.pull != 'Streaming'",
    message = "spec.rateLimit needs spec.pull: Unary, because a stream can't be slowed down")
@ValidationRule(
    value = "!has(self.rateLimit) || !has(self.handler.self)",
    message =
        "spec.rateLimit does nothing for handler.self, which pulls by itself: remove it, or choose"
            + " another handler")
@ValidationRule(
    value = "!has(self.recycle) || has(self.handler.java)",
    message =
        "spec.recycle needs handler.java, which runs in the worker's process: a program has one for"
            + " each task, and another container does not end with the worker's")
@ValidationRule(
    value = "!has(self.deduplication) || !has(self.handler.self)",
    message =
        "spec.deduplication does nothing for handler.self, which pulls by itself: remove it, or"
            + " choose another handler")
@ValidationRule(
    value = "!has(self.deadLetter) || !has(self.handler.self)",
    message =
        "spec.deadLetter does nothing for handler.self, which pulls by itself: remove it, or choose"
            + " another handler")
@ValidationRule(
    value =
        "!has(self.retry) || !has(self.handler.self) || (self.retry.maxAttempts == 5 &&"
            + " self.retry.minBackoff == '10s' && self.retry.maxBackoff == '10m')",
    message =
        "spec.retry does nothing for handler.self, which pulls by itself: remove it, or choose"
            + " another handler")
@ValidationRule(
    value = "!has(self.pull) || !has(self.handler.self) || self.pull == 'Unary'",
    message =
        "spec.pull does nothing for handler.self, which pulls by itself: remove it, or choose"
            + " another handler")
@ValidationRule(
    value =
        "!has(self.batch) || ((has(self.handler.java) || has(self.handler.http)) && self.batch.size"
            + " <= self.concurrency)",
    message =
        "spec.batch needs handler.java with a BatchTaskHandler, or handler.http, and a size of at"
            + " most spec.concurrency, because each task of a batch has a slot")
@ValidationRule(
    value = "!has(self.worker) || !has(self.handler.self)",
    message =
        "spec.worker does nothing for handler.self, which brings its own: remove it, or choose"
            + " another handler")
@ValidationRule(
    value =
        "!has(self.worker) || has(self.handler.http) || !(has(self.worker.resources) ||"
            + " has(self.worker.imagePullPolicy) || has(self.worker.env) ||"
            + " has(self.worker.volumeMounts))",
    message =
        "spec.worker: resources, imagePullPolicy, env and volumeMounts need handler.http; with"
            + " another handler the worker's container is the one in spec.template, so write them"
            + " there")
public record TaskWorkerPoolSpec(
    @Required
        @Pattern(SUBSCRIPTION_PATTERN)
        @JsonPropertyDescription(
            "The Pub/Sub subscription to pull from: projects/PROJECT/subscriptions/ID, or"
                + " ID alone in spec.project or else in the operator's project.")
        String subscription,
    @Pattern(PROJECT_PATTERN)
        @JsonPropertyDescription(
            "The Google Cloud project of the subscription, if spec.subscription is an ID"
                + " alone.")
        String project,
    @Required @JsonPropertyDescription("What runs a task: exactly one kind of handler.")
        HandlerSpec handler,
    @Default("1")
        @Min(1)
        @Max(1000)
        @JsonPropertyDescription("The number of tasks that run at once in one pod.")
        Integer concurrency,
    @Default("Unary")
        @JsonPropertyDescription(
            "How the worker fetches tasks. Unary: it asks for as many tasks as it has"
                + " free slots; best for tasks of 50 ms and more. Streaming: Pub/Sub sends"
                + " tasks as soon as slots are free; best for tasks of 5 to 50 ms.")
        Pull pull,
    @JsonPropertyDescription(
            "The rate at which tasks may start. If absent, only the number of slots"
                + " limits it.")
        RateLimitSpec rateLimit,
    @Default("10m")
        @Pattern(GoDuration.PATTERN)
        @JsonPropertyDescription("The time after which the worker ends a run.")
        String taskTimeout,
    @Pattern(GoDuration.PATTERN)
        @JsonPropertyDescription(
            "The longest limit that a task may ask for with its attribute task-timeout. A"
                + " pod that stops has this time plus 30 s. If absent, it is taskTimeout, so"
                + " that the attribute can only shorten the limit.")
        String maxTaskTimeout,
    @JsonPropertyDescription(
            "When a worker with a java handler drains and restarts. If absent, it never" + " does.")
        RecycleSpec recycle,
    @JsonPropertyDescription(
            "How a pod recognizes duplicates, which it doesn't run. Pods don't know each"
                + " other's tasks. If absent, a pod runs every task.")
        DeduplicationSpec deduplication,
    @JsonPropertyDescription(
            "Batches, for a java or http handler that takes many tasks at once. If"
                + " absent, the handler gets one task at a time.")
        BatchSpec batch,
    @Default("{}") @JsonPropertyDescription("When a failed task runs again.") RetrySpec retry,
    @JsonPropertyDescription(
            "Where the worker sends tasks that fail permanently. If absent, it retries them"
                + " until Pub/Sub deletes them.")
        DeadLetterSpec deadLetter,
    @Required
        @PreserveUnknownFields
        @JsonPropertyDescription(
            "An ordinary pod template. The container named 'worker', or else the first"
                + " container, runs the tasks.")
        JsonNode template,
    @Default("{}") @JsonPropertyDescription("How the operator scales the pool.")
        ScalingSpec scaling,
    @Nullable
        @Min(0)
        @Max(10000)
        @SpecReplicas
        @JsonPropertyDescription(
            "Pins the number of pods, as 'kubectl scale' does, also beyond"
                + " scaling.minReplicas and scaling.maxReplicas. If absent, the operator decides.")
        Integer replicas,
    @Default("Auto")
        @JsonPropertyDescription(
            "What the operator does for the pool. Auto: it decides and acts. Advise: it"
                + " decides and reports, but changes nothing. Paused: it does neither.")
        Mode mode,
    @JsonPropertyDescription(
            "Settings of the worker's process. With an http handler, it has a container"
                + " of its own. If absent, the chart's values apply.")
        WorkerSpec worker,
    @Default("Managed")
        @JsonPropertyDescription(
            "Whether the operator creates a PodDisruptionBudget for the pool. Managed: it"
                + " does; a node drain can then evict a tenth of the pods at a time. None: it"
                + " doesn't, for example because you have your own; delete an existing one"
                + " yourself.")
        Budget podDisruptionBudget) {
  /** An id of 3 to 255 characters that begins with a letter, alone or in its full name. */
  public static final String SUBSCRIPTION_PATTERN =
      "^(projects/[a-z0-9.:-]{4,63}/subscriptions/)?[A-Za-z][A-Za-z0-9_.~+%-]{2,254}$";

  public static final String TOPIC_PATTERN =
      "^(projects/[a-z0-9.:-]{4,63}/topics/)?[A-Za-z][A-Za-z0-9_.~+%-]{2,254}$";
  public static final String PROJECT_PATTERN = "^[a-z0-9.:-]{4,63}$";

  public TaskWorkerPoolSpec {
    concurrency = concurrency == null ? 1 : concurrency;
    pull = pull == null ? Pull.Unary : pull;
    taskTimeout = taskTimeout == null ? "10m" : taskTimeout;
    retry = retry == null ? new RetrySpec(null, null, null) : retry;
    scaling = scaling == null ? ScalingSpec.defaults() : scaling;
    mode = mode == null ? Mode.Auto : mode;
    podDisruptionBudget = podDisruptionBudget == null ? Budget.Managed : podDisruptionBudget;
  }

  /** How tasks are fetched. */
  public enum Pull {
    Unary,
    Streaming
  }

  /** Whether the operator acts on what it decides. */
  public enum Mode {
    Auto,
    Advise,
    Paused
  }

  /** Who sees to the pool's PodDisruptionBudget. */
  public enum Budget {
    Managed,
    None
  }
}
