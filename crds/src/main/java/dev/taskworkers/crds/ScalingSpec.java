// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.taskworkers.protocol.GoDuration;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** How a pool follows its backlog: its bounds and what the user wants. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "self.minReplicas <= self.maxReplicas",
    message = "spec.scaling.minReplicas must not be more than spec.scaling.maxReplicas")
@ValidationRule(
    value = "!has(self.fallback) || self.fallback.replicas <= self.maxReplicas",
    message = "spec.scaling.fallback.replicas must not be more than spec.scaling.maxReplicas")
@ValidationRule(
    value = "!has(self.schedule) || self.schedule.all(s, s.minReplicas <= self.maxReplicas)",
    message = "spec.scaling.schedule: minReplicas must not be more than spec.scaling.maxReplicas")
public record ScalingSpec(
    @Default("0")
        @Min(0)
        @Max(10000)
        @JsonPropertyDescription(
            "The minimum number of pods. With 0, the pool is empty while there is nothing"
                + " to do.")
        Integer minReplicas,
    @Default("10") @Min(1) @Max(10000) @JsonPropertyDescription("The maximum number of pods.")
        Integer maxReplicas,
    @Default("{}")
        @JsonPropertyDescription("How fast tasks should start and a backlog should go away.")
        Objective objective,
    @Default("Auto")
        @JsonPropertyDescription(
            "How the operator notices new tasks before Monitoring shows them. Doorbell: a"
                + " second subscription on the topic counts them. Probe: the operator pulls a"
                + " task of an empty pool and gives it back. Metric: it doesn't. Auto: the best"
                + " of these that the permissions allow.")
        ArrivalsMode arrivals,
    @JsonPropertyDescription(
            "Limits for the size of changes, as in a HorizontalPodAutoscaler. If absent,"
                + " only the limits that are part of each decision apply.")
        BehaviorSpec behavior,
    @JsonPropertyDescription(
            "A minimum number of pods for times in which the backlog is unknown. If"
                + " absent, the pool keeps its size.")
        Fallback fallback,
    @Size(max = 20) @JsonPropertyDescription("Time windows with a higher minimum number of pods.")
        List<ScheduleSpec> schedule) {
  public ScalingSpec {
    minReplicas = minReplicas == null ? 0 : minReplicas;
    maxReplicas = maxReplicas == null ? 10 : maxReplicas;
    objective = objective == null ? new Objective(null, null) : objective;
    arrivals = arrivals == null ? ArrivalsMode.Auto : arrivals;
    schedule = schedule == null ? List.of() : List.copyOf(schedule);
  }

  /** Of a pool that says nothing of it. */
  static ScalingSpec defaults() {
    return new ScalingSpec(null, null, null, null, null, null, null);
  }

  /** What to do when nothing is known for long. */
  public record Fallback(
      @Required @Min(1) @Max(10000) @JsonPropertyDescription("The minimum number of pods.")
          Integer replicas,
      @Default("10m")
          @Pattern(GoDuration.PATTERN)
          @JsonPropertyDescription("How long the backlog must be unknown first.")
          String after) {
    public Fallback {
      after = after == null ? "10m" : after;
    }
  }

  /** How new tasks are noticed. */
  public enum ArrivalsMode {
    Auto,
    Doorbell,
    Probe,
    Metric
  }

  /** The objective in time; the operator measures tasks and works out the pods. */
  @ValidationRule(
      value =
          "duration(self.maxWait) >= duration('1s') && duration(self.drainWithin) >="
              + " duration('1s')",
      message = "spec.scaling.objective: maxWait and drainWithin must be at least 1s")
  public record Objective(
      @Default("30s")
          @Pattern(GoDuration.PATTERN)
          @JsonPropertyDescription("The longest time that a task should wait for a worker.")
          String maxWait,
      @Default("30s")
          @Pattern(GoDuration.PATTERN)
          @JsonPropertyDescription("The time in which running pods should clear a backlog.")
          String drainWithin) {
    public Objective {
      maxWait = maxWait == null ? "30s" : maxWait;
      drainWithin = drainWithin == null ? "30s" : drainWithin;
    }
  }
}
