// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.model.annotation.LabelSelector;
import io.fabric8.kubernetes.model.annotation.StatusReplicas;
import java.util.List;

/** What the operator answers: what it sees, what it thinks, what it decided and why. */
public record TaskWorkerPoolStatus(
    @JsonPropertyDescription("The generation of the spec that this status is about.")
        Long observedGeneration,
    @StatusReplicas @JsonPropertyDescription("Pods that exist.") Integer replicas,
    @JsonPropertyDescription("Pods that are ready.") Integer readyReplicas,
    @JsonPropertyDescription("Pods that the last decision asks for.") Integer desiredReplicas,
    @LabelSelector @JsonPropertyDescription("Selects the pool's pods.") String selector,
    @JsonPropertyDescription("The backlog as Cloud Monitoring last showed it.") Backlog backlog,
    @JsonPropertyDescription("What the operator estimates for this moment.") Estimate estimate,
    @JsonPropertyDescription("The last decision that changed something, or its reason.")
        LastDecision lastDecision,
    @JsonPropertyDescription(
            "Ready, ScalingActive, ScalingLimited, PodsHealthy, BacklogKnown, ArrivalsKnown,"
                + " SubscriptionReady, DeadLetterReady, TasksFailing, WorkersHeard;"
                + " ReplicasContested, ForeignPods, ReportsDoubted and Stalled while it is so.")
        List<Condition> conditions) {
  public TaskWorkerPoolStatus {
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }

  /** A sample of Cloud Monitoring with its own time. */
  public record Backlog(
      @JsonPropertyDescription("Messages not acknowledged, those in flight included.")
          Long undelivered,
      @JsonPropertyDescription("Age of the oldest of them.") String oldestAge,
      @JsonPropertyDescription("When Monitoring took the sample.") String sampledAt,
      @JsonPropertyDescription(
              "Fresh: usable. Stale: too old. Missing: no sample. Error: Monitoring did not answer.")
          BacklogState state) {}

  /** How much the backlog can be trusted. */
  public enum BacklogState {
    Fresh,
    Stale,
    Missing,
    Error
  }

  /** The queue as the operator estimates it. */
  public record Estimate(
      @JsonPropertyDescription("Tasks that wait.") Long waiting,
      @JsonPropertyDescription("Tasks that run.") Long inFlight,
      @JsonPropertyDescription("New tasks, for example 2.5/s.") String arrivalRate,
      @JsonPropertyDescription(
              "How long a task holds a slot on average, with the pull that brings it; absent while"
                  + " none is known.")
          String taskDuration,
      @JsonPropertyDescription("How arrivals are known: Counted, Inferred, Sampled or Unknown.")
          String arrivals,
      @JsonPropertyDescription("How service is known: Reported, Modelled or Unknown.")
          String service) {}

  /** A decision in words, with the numbers in it. */
  public record LastDecision(
      @JsonPropertyDescription("When it was taken.") String at,
      @JsonPropertyDescription("Pods before.") Integer from,
      @JsonPropertyDescription("Pods after.") Integer to,
      @JsonPropertyDescription("A word for machines.") String reason,
      @JsonPropertyDescription("A sentence for people.") String message) {}
}
