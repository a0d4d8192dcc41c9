// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator;

import dev.taskworkers.runtime.UsageException;
import java.util.Optional;

/** Reads the names of subscriptions and topics as the authors of pools write them. */
public interface ResourceNames {
  /**
   * The subscription that {@code spec.subscription} names.
   *
   * @param project as {@code spec.project} has it
   * @throws UsageException with a sentence for the pool's author
   */
  ResourceName subscription(String name, Optional<String> project);

  /**
   * The topic that {@code spec.deadLetter.topic} names.
   *
   * @param subscription of the same pool
   * @throws UsageException with a sentence for the pool's author
   */
  ResourceName deadLetterTopic(String name, ResourceName subscription);
}
