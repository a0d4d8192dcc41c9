// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.taskworkers.protocol.GoDuration;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.ValidationRule;

/** When a task that failed runs again: exponential back-off with full jitter. */
@ValidationRule(
    value = "duration(self.minBackoff) <= duration(self.maxBackoff)",
    message = "spec.retry.minBackoff must not be longer than spec.retry.maxBackoff")
@ValidationRule(
    value = "duration(self.maxBackoff) <= duration('10m')",
    message = "spec.retry.maxBackoff must be at most 10m, the longest delay that Pub/Sub allows")
public record RetrySpec(
    @Default("5")
        @Min(1)
        @Max(1000)
        @JsonPropertyDescription(
            "How often a task may run before the worker sends it to the dead-letter"
                + " topic, if there is one.")
        Integer maxAttempts,
    @Default("10s")
        @Pattern(GoDuration.PATTERN)
        @JsonPropertyDescription("The shortest delay before a failed task runs again.")
        String minBackoff,
    @Default("10m")
        @Pattern(GoDuration.PATTERN)
        @JsonPropertyDescription("The longest delay before a task runs again.")
        String maxBackoff) {
  public RetrySpec {
    maxAttempts = maxAttempts == null ? 5 : maxAttempts;
    minBackoff = minBackoff == null ? "10s" : minBackoff;
    maxBackoff = maxBackoff == null ? "10m" : maxBackoff;
  }
}
