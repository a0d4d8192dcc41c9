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
    @JsonPropertyDescription("Limits of growth. Absent: none.") Direction scaleUp,
    @JsonPropertyDescription("Limits of shrinking. Absent: none.") Direction scaleDown) {

  /** The limits of one direction. */
  public record Direction(
      @Min(0)
          @Max(3600)
          @JsonPropertyDescription(
              "scaleUp: the pool grows to the lowest number that it needed within this time."
                  + " scaleDown: it shrinks to the highest. Absent: a pool grows at once and keeps"
                  + " an idle pod about as long as a new one takes to start.")
          Integer stabilizationWindowSeconds,
      @Default("Max")
          @JsonPropertyDescription(
              "Which policy counts: the one that allows the largest change, the smallest, or"
                  + " Disabled: no change in this direction.")
          SelectPolicy selectPolicy,
      @Size(max = 10) @JsonPropertyDescription("The largest changes. Absent: any change.")
          List<Policy> policies) {
    public Direction {
      selectPolicy = selectPolicy == null ? SelectPolicy.Max : selectPolicy;
      policies = policies == null ? List.of() : List.copyOf(policies);
    }
  }

  /** A largest change within a period. */
  public record Policy(
      @Required @JsonPropertyDescription("What value counts.") PolicyType type,
      @Required
          @Min(1)
          @JsonPropertyDescription("Pods, or per cent of the pods when the period began.")
          Integer value,
      @Required @Min(1) @Max(1800) @JsonPropertyDescription("Length of the period.")
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
