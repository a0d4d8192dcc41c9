// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

/** What one policy came to on one workload and seed. */
public record Result(String policy, String workload, long seed, @JsonUnwrapped Score score) {}
