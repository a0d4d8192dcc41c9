// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers;

import dev.taskworkers.worker.api.BatchTaskHandler.Item;
import dev.taskworkers.worker.api.Failure;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.execution.NoAnswerException;
import dev.taskworkers.worker.execution.UndecidedException;
import dev.taskworkers.worker.failure.Outcomes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Runs one batch on its thread. A batch that fails as a whole is halved, and its halves run at
 * once, until each bad task is alone; only a task that failed alone has failed. A batch of n tasks
 * takes at most 2n - 1 runs.
 */
final class BatchRun implements Runnable {
  /** When so many tasks in a row fail alone, the handler fails at everything. */
  static final int HOPELESS = 3;

  /** What becomes of a task that is not wanted any more before its turn. */
  static final Outcome NOT_BEGUN =
      Outcome.retry(Failure.of("cancelled", "It was told to stop before it began."));

  /** A task that waits for the end of its batch. */
  record Gathered(Item item, CompletableFuture<Outcome> outcome) {
    String id() {
      return item.task().id();
    }
  }

  private final BatchHandler handler;
  private final List<Gathered> batch;
  private final LoneTasks lone;
  private final Deque<List<Gathered>> parts = new ArrayDeque<>();
  private int failedAlone;

  /** Those whose turn it is. */
  private volatile List<Gathered> now = List.of();

  BatchRun(BatchHandler handler, List<Gathered> batch, LoneTasks lone) {
    this.handler = handler;
    this.batch = batch;
    this.lone = lone;
  }

  @Override
  public void run() {
    if (batch.size() > 1) {
      batch.forEach(this::watch);
    }
    parts.push(batch);
    while (!parts.isEmpty()) {
      now = parts.pop();
      var part = new ArrayList<>(now);
      part.removeIf(this::endedBefore);
      if (failedAlone >= HOPELESS) {
        undecided(part, "The last " + HOPELESS + " tasks of its batch failed, each alone.");
      } else if (!part.isEmpty()) {
        handle(part);
      }
    }
  }

  /** The next time, all tasks of a batch that is out of time have the whole time for themselves. */
  private void watch(Gathered one) {
    one.item()
        .context()
        .onCancel(
            () -> {
              if (outOfTime(one)) {
                lone.add(ids(batch));
                if (!now.contains(one)) {
                  undecided(List.of(one), "Its batch ran out of time.");
                }
              }
            });
  }

  private boolean endedBefore(Gathered one) {
    if (!one.item().context().cancelled()) {
      return false;
    }
    end(one, NOT_BEGUN);
    return true;
  }

  private void handle(List<Gathered> part) {
    try {
      var outcomes = handler.handle(part.stream().map(Gathered::item).toList());
      for (int i = 0; i < part.size(); i++) {
        end(part.get(i), outcomes.get(i));
      }
      failedAlone = 0;
    } catch (NoAnswerException e) {
      unanswered(part, e);
    } catch (BatchRefusal e) {
      refused(part, e);
    } catch (Exception | Error e) {
      // Whatever a handler throws, its tasks must end.
      failed(part, e);
    }
  }

  /** A server that asks for another time speaks of itself, not of a task. */
  private void refused(List<Gathered> part, BatchRefusal refusal) {
    if (refusal.outcome() instanceof Outcome.RetryAfter) {
      part.forEach(one -> end(one, refusal.outcome()));
    } else if (part.size() > 1) {
      halve(part);
    } else {
      failedAlone = refusal.outcome() instanceof Outcome.Drop ? 0 : failedAlone + 1;
      end(part.get(0), refusal.outcome());
    }
  }

  private void failed(List<Gathered> part, Throwable problem) {
    if (batch.size() > 1 && part.stream().anyMatch(one -> outOfTime(one))) {
      undecided(part, "Its batch ran out of time.");
    } else if (part.size() > 1 && part.stream().anyMatch(one -> !cancelled(one))) {
      halve(part);
    } else {
      failedAlone++;
      part.forEach(one -> one.outcome().complete(Outcome.retry(Failure.of(problem))));
    }
  }

  /** One of several tasks may have brought the handler down; alone it can show that it does. */
  private void unanswered(List<Gathered> part, NoAnswerException problem) {
    if (part.size() == 1) {
      part.get(0).outcome().completeExceptionally(problem);
    } else {
      if (problem.begun()) {
        lone.add(ids(part));
      }
      unseen(part, problem);
    }
    parts.forEach(rest -> unseen(rest, problem));
    parts.clear();
  }

  private static void unseen(List<Gathered> tasks, NoAnswerException problem) {
    var unseen = NoAnswerException.unseen(problem.getMessage(), problem);
    tasks.forEach(one -> one.outcome().completeExceptionally(unseen));
  }

  private void halve(List<Gathered> part) {
    var middle = part.size() / 2;
    parts.push(part.subList(middle, part.size()));
    parts.push(part.subList(0, middle));
  }

  /** Of a task that had to share its time, a failure at the end of that time says nothing. */
  private void end(Gathered one, Outcome outcome) {
    if (batch.size() > 1 && outcome instanceof Outcome.Retry && outOfTime(one)) {
      undecided(List.of(one), "Its batch ran out of time.");
    } else {
      if (Outcomes.isDone(outcome)) {
        lone.remove(one.id());
      }
      one.outcome().complete(outcome);
    }
  }

  private static void undecided(List<Gathered> part, String why) {
    part.forEach(one -> one.outcome().completeExceptionally(new UndecidedException(why)));
  }

  private static boolean outOfTime(Gathered one) {
    return one.item().context().timedOut();
  }

  private static boolean cancelled(Gathered one) {
    return one.item().context().cancelled();
  }

  private static List<String> ids(List<Gathered> tasks) {
    return tasks.stream().map(Gathered::id).toList();
  }
}
