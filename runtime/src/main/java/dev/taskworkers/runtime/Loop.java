// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;

/**
 * Runs actions one at a time, in order, now or later. State that belongs to the loop is touched by
 * its actions only. An action that throws ends the loop.
 */
public interface Loop extends Executor, Timer {
  /**
   * Adds an action that is to run as soon as those before it have run: perhaps here and now, with
   * others that are added meanwhile, so that the caller must hold no lock that they may want.
   */
  @Override
  void execute(Runnable action);

  /**
   * Hands the result of {@code future} to {@code consumer} in an action of its own. A {@code
   * whenCompleteAsync} would keep what the consumer throws in a stage that nobody reads.
   *
   * @param consumer takes the value or the failure
   */
  default <T> void onResult(
      CompletableFuture<T> future, BiConsumer<? super T, ? super Throwable> consumer) {
    var unused =
        future.whenComplete((value, failure) -> execute(() -> consumer.accept(value, failure)));
  }
}
