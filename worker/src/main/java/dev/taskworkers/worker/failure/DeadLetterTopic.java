// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.failure;

import java.util.concurrent.CompletableFuture;

/** Where dead letters go. */
@FunctionalInterface
public interface DeadLetterTopic {
  /** Completes when {@code letter} is stored for good, and exceptionally when it may not be. */
  CompletableFuture<Void> publish(DeadLetter letter);
}
