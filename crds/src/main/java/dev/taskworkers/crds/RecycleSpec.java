// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.ValidationRule;

/** When a worker's process ends in order, and Kubernetes starts a fresh one in the same pod. */
@ValidationRule(
    value = "has(self.afterTasks) || has(self.afterMemory)",
    message = "spec.recycle needs afterTasks, afterMemory or both, for example {afterTasks: 10000}")
public record RecycleSpec(
    @Min(1)
        @Max(1000000000)
        @JsonPropertyDescription("The number of tasks after which the worker restarts.")
        Integer afterTasks,
    @Pattern(MEMORY_PATTERN)
        @JsonPropertyDescription(
            "The resident memory above which the worker restarts, for example 700Mi or" + " 2Gi.")
        String afterMemory) {
  public static final String MEMORY_PATTERN = "^[1-9][0-9]{0,5}[MG]i$";
}
