// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.execution;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** A handler's work on a thread, or the news that there is no thread for it. */
public final class Job<T> implements Runnable {
  private final Callable<T> work;
  private final CompletableFuture<T> result = new CompletableFuture<>();
  private T value;
  private CompletionException failure;

  private Job(Callable<T> work) {
    this.work = work;
  }

  /** Has {@code threads} do {@code work}; without a thread, no handler has seen it. */
  public static <T> CompletableFuture<T> start(Callable<T> work, Executor threads) {
    var job = new Job<>(work);
    try {
      threads.execute(job);
    } catch (RejectedExecutionException e) {
      job.refuse(e);
    }
    return job.result;
  }

  @Override
  public void run() {
    work();
    tell();
  }

  /** Whatever the code of a handler throws, an error too, is the failure of its task. */
  void work() {
    try {
      value = work.call();
    } catch (Throwable e) {
      // Wrapped, so that no wrapper of a handler's own is taken for one of ours; and without a
      // message, because one would be made of the handler's exception, whose code may throw, too.
      failure = new CompletionException(null, e);
    }
  }

  /** Brings about what depends on the result, on this thread. */
  void tell() {
    if (failure == null) {
      result.complete(value);
    } else {
      result.completeExceptionally(failure);
    }
  }

  void refuse(RejectedExecutionException why) {
    result.completeExceptionally(NoAnswerException.unseen(why.getMessage() + ".", why));
  }
}
