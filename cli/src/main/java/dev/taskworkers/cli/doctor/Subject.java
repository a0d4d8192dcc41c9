// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.doctor;

import dev.taskworkers.operator.ResourceName;
import java.util.Optional;

/**
 * What is asked about.
 *
 * @param project of subscriptions
 * @param subscription one that a pool is to follow, or follows
 * @param namespace of pools
 */
record Subject(
    Optional<String> project, Optional<ResourceName> subscription, Optional<String> namespace) {}
