// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** Limits of single steps, in the shape and the words of the HorizontalPodAutoscaler. */
public record BehaviorSpec(
    @JsonPropertyDescription("Limits for scaling up. If absent, there are none.") Direction scaleUp,
    @JsonPropertyDescription("Limits for scaling down. If absent, there are none.")
        Direction scaleDown) {

  /** The limits of one direction. */
  public record Direction(
      @Min(0)
          @Max(3600)
          @JsonPropertyDescription(
              "Within this time, scaleUp uses the lowest number of pods that was needed,"
                  + " and scaleDown the highest. If absent, the pool scales up at once and keeps"
                  + " an idle pod about as long as a new one takes to start.")
          Integer stabilizationWindowSeconds,
      @Default("Max")
          @JsonPropertyDescription(
              "Which policy applies. Max: the one that allows the largest change. Min: the"
                  + " one that allows the smallest. Disabled: no change in this direction.")
          SelectPolicy selectPolicy,
      @Size(max = 10)
          @JsonPropertyDescription(
              "The largest changes that are allowed. If absent, every change is.")
          List<Policy> policies) {
    public Direction {
      selectPolicy = selectPolicy == null ? SelectPolicy.Max : selectPolicy;
      policies = policies == null ? List.of() : List.copyOf(policies);
    }
  }

  /** A largest change within a period. */
  public record Policy(
      @Required
          @JsonPropertyDescription(
              "What the value counts: pods, or per cent of the pods when the period began.")
          PolicyType type,
      @Required @Min(1) @JsonPropertyDescription("The largest change within one period.")
          Integer value,
      @Required @Min(1) @Max(1800) @JsonPropertyDescription("The length of the period, in seconds.")
          Integer periodSeconds) {}

  /** Which of several policies counts. */
  public enum SelectPolicy {
    Max,
    Min,
    Disabled
  }

  /** What a policy's value counts. */
  public enum PolicyType {
    Pods,
    Percent
  }
}
