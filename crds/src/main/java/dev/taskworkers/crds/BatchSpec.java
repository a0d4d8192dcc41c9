// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.taskworkers.protocol.GoDuration;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;

/** When a batch begins. */
@ValidationRule(
    value = "duration(self.within) > duration('0s') && duration(self.within) <= duration('1h')",
    message = "spec.batch.within must be more than 0s and at most 1h")
public record BatchSpec(
    @Required
        @Min(1)
        @Max(1000)
        @JsonPropertyDescription(
            "The number of tasks at which a batch starts immediately. Each task has a"
                + " slot, so this is at most concurrency.")
        Integer size,
    @Default("100ms")
        @Pattern(GoDuration.PATTERN)
        @JsonPropertyDescription(
            "The longest time that a batch waits for more tasks, from its first task on.")
        String within) {
  public BatchSpec {
    within = within == null ? "100ms" : within;
  }
}
