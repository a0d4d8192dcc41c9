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

/** A time that comes again in which a pool has more pods than it needs. */
@ValidationRule(
    value =
        "duration(self.duration) >= duration('1m') && duration(self.duration) <= duration('168h')",
    message = "spec.scaling.schedule: duration must be at least 1m and at most 168h")
public record ScheduleSpec(
    @Required
        @Pattern("^\\S+( +\\S+){4}$")
        @JsonPropertyDescription(
            "When the window begins, in crontab's form: minute, hour, day of month,"
                + " month, day of week.")
        String cron,
    @Required @Pattern(GoDuration.PATTERN) @JsonPropertyDescription("How long the window lasts.")
        String duration,
    @Default("UTC") @JsonPropertyDescription("The time zone of cron, for example Europe/Berlin.")
        String timeZone,
    @Required
        @Min(0)
        @Max(10000)
        @JsonPropertyDescription("The minimum number of pods in the window.")
        Integer minReplicas) {
  public ScheduleSpec {
    timeZone = timeZone == null ? "UTC" : timeZone;
  }
}
