// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.taskworkers.protocol.Rate;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.ValidationRule;

/** How many tasks may be started in a second, a minute or an hour. */
@ValidationRule(
    value = "has(self.perPod) || has(self.perPool)",
    message = "spec.rateLimit needs perPod, perPool or both, for example {perPool: 100/m}")
public record RateLimitSpec(
    @Pattern(Rate.PATTERN)
        @JsonPropertyDescription(
            "The rate at which one pod may start tasks: 10/s, 100/m, or 5000/h.")
        String perPod,
    @Pattern(Rate.PATTERN)
        @JsonPropertyDescription(
            "The rate at which all pods together may start tasks. Each ready pod has an"
                + " equal share, but for pods whose slots are all held by long tasks.")
        String perPool) {}
