// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;

/** Where tasks go that failed too often, or that the handler calls hopeless. */
public record DeadLetterSpec(
    @Required
        @Pattern(TaskWorkerPoolSpec.TOPIC_PATTERN)
        @JsonPropertyDescription(
            "The topic for dead letters: projects/PROJECT/topics/ID, or ID alone in the"
                + " project of spec.subscription. Without a subscription, the topic loses them.")
        String topic) {}
