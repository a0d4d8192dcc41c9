// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.failure;

import dev.taskworkers.worker.api.Failure;
import java.time.Duration;
import java.util.Optional;

/** What the worker does with a message once its task has an outcome. */
public sealed interface Settlement {
  /** The task is done. */
  record Acknowledge() implements Settlement {}

  /** The task is not wanted; acknowledged, and counted apart. */
  record Discard(String reason) implements Settlement {}

  /**
   * Pub/Sub delivers it again after {@code delay}.
   *
   * @param failure empty where none has happened: the handler asks for another time
   */
  record Nack(Optional<Failure> failure, Duration delay) implements Settlement {}

  /** It goes to others at once, for no fault of its own. */
  record Return() implements Settlement {}

  /** Published to the dead-letter topic, and acknowledged only when that is safe. */
  record Forward(Failure failure) implements Settlement {}
}
