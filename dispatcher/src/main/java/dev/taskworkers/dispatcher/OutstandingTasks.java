// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.dispatcher;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;

/**
 * The tasks that are neither stored nor failed, and the count of those that are. Flow control
 * counts a task no more before its future completes, so that what hangs on the future may dispatch
 * again.
 */
final class OutstandingTasks {
  private final FlowController flow;
  private final Executor threads;
  private final Completions completions;
  private final Set<CompletableFuture<String>> open = ConcurrentHashMap.newKeySet();
  private final LongAdder dispatched = new LongAdder();
  private final LongAdder stored = new LongAdder();
  private final LongAdder failed = new LongAdder();

  /**
   * @param threads on which futures fail: what hangs on one may block, and others must go on
   */
  OutstandingTasks(FlowController flow, Timer timer, Executor threads) {
    this.flow = flow;
    this.threads = threads;
    completions = new Completions(timer, threads);
  }

  /** Takes note of a task that flow control has let through. */
  void add(Outgoing task) {
    dispatched.increment();
    open.add(task.result());
  }

  /**
   * Ends tasks that Pub/Sub has stored.
   *
   * @param before what goes on without waiting for whatever hangs on the futures
   */
  void stored(List<Outgoing> tasks, List<String> ids, Runnable before) {
    flow.leave(tasks);
    stored.add(tasks.size());
    before.run();
    completions.run(
        tasks.size(),
        each -> {
          var result = tasks.get(each).result();
          result.complete(ids.get(each));
          open.remove(result);
        });
  }

  /** Ends tasks that were given up. */
  void failed(List<Outgoing> tasks, DispatchException why) {
    if (tasks.isEmpty()) {
      return;
    }
    flow.leave(tasks);
    failed.add(tasks.size());
    threads.execute(
        () ->
            completions.run(
                tasks.size(),
                each -> {
                  var result = tasks.get(each).result();
                  result.completeExceptionally(why);
                  open.remove(result);
                }));
  }

  /** A task that flow control has not let through. */
  CompletableFuture<String> refused(DispatchException why) {
    dispatched.increment();
    failed.increment();
    return CompletableFuture.failedFuture(why);
  }

  /** What was dispatched is read last, so that it is never less than the rest. */
  DispatcherStatistics statistics() {
    var storedSoFar = stored.sum();
    var failedSoFar = failed.sum();
    return new DispatcherStatistics(dispatched.sum(), storedSoFar, failedSoFar);
  }

  /** Waits for the tasks that are under way now. */
  @SuppressWarnings("CollectionUndefinedEquality") // A future is equal to itself, as is meant here.
  void await() {
    CompletableFuture.allOf(open.toArray(CompletableFuture[]::new))
        .exceptionally(reported -> null)
        .join();
  }
}
