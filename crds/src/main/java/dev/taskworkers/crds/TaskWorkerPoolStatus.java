// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.model.annotation.LabelSelector;
import io.fabric8.kubernetes.model.annotation.StatusReplicas;
import java.util.List;

/** What the operator answers: what it sees, what it thinks, what it decided and why. */
public record TaskWorkerPoolStatus(
    @JsonPropertyDescription("The generation of the spec that this status describes.")
        Long observedGeneration,
    @StatusReplicas @JsonPropertyDescription("The number of existing pods.") Integer replicas,
    @JsonPropertyDescription("The number of ready pods.") Integer readyReplicas,
    @JsonPropertyDescription("The number of pods that the last decision asks for.")
        Integer desiredReplicas,
    @LabelSelector @JsonPropertyDescription("The label selector of the pool's pods.")
        String selector,
    @JsonPropertyDescription("The backlog as Cloud Monitoring last showed it.") Backlog backlog,
    @JsonPropertyDescription("What the operator estimates for the current moment.")
        Estimate estimate,
    @JsonPropertyDescription(
            "The last decision that changed the number of pods or had another reason than"
                + " the one before.")
        LastDecision lastDecision,
    @JsonPropertyDescription(
            "The conditions Ready, ScalingActive, ScalingLimited, PodsHealthy,"
                + " BacklogKnown, ArrivalsKnown, SubscriptionReady, DeadLetterReady,"
                + " TasksFailing, and WorkersHeard. ReplicasContested, ForeignPods,"
                + " ReportsDoubted, and Stalled are present only while they are True.")
        List<Condition> conditions) {
  public TaskWorkerPoolStatus {
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }

  /** A sample of Cloud Monitoring with its own time. */
  public record Backlog(
      @JsonPropertyDescription("The number of unacknowledged messages, including those in flight.")
          Long undelivered,
      @JsonPropertyDescription("The age of the oldest unacknowledged message.") String oldestAge,
      @JsonPropertyDescription("The time at which Monitoring took the sample.") String sampledAt,
      @JsonPropertyDescription(
              "Whether the sample is usable. Fresh: it is. Stale: it is too old. Missing:"
                  + " there is none. Error: Monitoring didn't answer.")
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
      @JsonPropertyDescription("The number of waiting tasks.") Long waiting,
      @JsonPropertyDescription(
              "The number of tasks that run, or wait in a worker for a slot or the rate limit.")
          Long inFlight,
      @JsonPropertyDescription("The rate at which tasks arrive, for example 2.5/s.")
          String arrivalRate,
      @JsonPropertyDescription(
              "The mean time for which a task occupies a slot, including the pull that"
                  + " fetches it. Absent while it isn't known.")
          String taskDuration,
      @JsonPropertyDescription(
              "Where the arrival rate comes from: Counted (the doorbell), Inferred (what"
                  + " workers start), Sampled (Monitoring), or Unknown.")
          String arrivals,
      @JsonPropertyDescription(
              "Where the number of running tasks and their duration come from: Reported"
                  + " (workers), Modelled (samples), or Unknown.")
          String service) {}

  /** A decision in words, with the numbers in it. */
  public record LastDecision(
      @JsonPropertyDescription("The time of the decision.") String at,
      @JsonPropertyDescription("The number of pods before the decision.") Integer from,
      @JsonPropertyDescription("The number of pods after the decision.") Integer to,
      @JsonPropertyDescription("The reason, in one word.") String reason,
      @JsonPropertyDescription("The explanation, in a sentence with numbers.") String message) {}
}
