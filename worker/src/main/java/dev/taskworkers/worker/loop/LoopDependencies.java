// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import dev.taskworkers.runtime.Loop;
import dev.taskworkers.worker.execution.TaskRunner;
import dev.taskworkers.worker.failure.DeadLetterTopic;
import dev.taskworkers.worker.failure.InFlight;
import dev.taskworkers.worker.pull.Subscription;
import dev.taskworkers.worker.pull.TaskSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * The world as the loop meets it.
 *
 * @param loop to which the worker's state belongs
 * @param threads where the code of handlers runs
 * @param readiness why the handler can't take tasks, asked anew at each call, or empty when it can
 * @param random in [0, 1), for jitter
 */
public record LoopDependencies(
    Subscription subscription,
    DeadLetterTopic deadLetters,
    InFlight inFlight,
    TaskRunner runner,
    Supplier<CompletableFuture<Optional<String>>> readiness,
    Loop loop,
    Executor threads,
    DoubleSupplier random) {
  /** The way to fetch tasks that the rules name. */
  TaskSource source(LoopSettings rules, TaskSource.Listener listener) {
    return switch (rules.pull()) {
      case UNARY -> TaskSource.unary(subscription, rules.mostBytes(), loop, random, listener);
      case STREAMING ->
          TaskSource.streaming(
              subscription, rules.slots(), rules.mostBytes(), loop, random, listener);
    };
  }
}
