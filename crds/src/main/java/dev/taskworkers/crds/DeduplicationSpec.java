// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.taskworkers.protocol.GoDuration;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** When two tasks are the same. */
@ValidationRule(
    value = "duration(self.window) > duration('0s') && duration(self.window) <= duration('24h')",
    message = "spec.deduplication.window must be more than 0s and at most 24h")
public record DeduplicationSpec(
    @Required
        @Size(min = 1, max = 256)
        @JsonPropertyDescription(
            "Tasks with the same value of this attribute are duplicates of each other.")
        String attribute,
    @Default("10m")
        @Pattern(GoDuration.PATTERN)
        @JsonPropertyDescription(
            "How long a pod remembers a finished task. In this time it acknowledges"
                + " duplicates without running them.")
        String window) {
  public DeduplicationSpec {
    window = window == null ? "10m" : window;
  }
}
