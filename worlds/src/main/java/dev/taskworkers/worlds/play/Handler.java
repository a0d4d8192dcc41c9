// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.play;

import dev.taskworkers.runtime.Loop;
import dev.taskworkers.worker.api.Failure;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.api.Task;
import dev.taskworkers.worker.api.TaskContext;
import dev.taskworkers.worker.execution.NoAnswerException;
import dev.taskworkers.worker.execution.TaskRunner;
import dev.taskworkers.worker.failure.DeadLetter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;

/** What runs the tasks of one pod, for as long as each of them takes. */
final class Handler implements TaskRunner {
  /** Nothing listens, which is found out at once. */
  private static final Duration REFUSAL = Duration.ofMillis(2);

  private static final Duration TRIP = Duration.ofMillis(50);

  private final TaskBook tasks;
  private final Loop process;
  private final DoubleSupplier slowness;
  private final BooleanSupplier allFail;
  private final List<PlayedTask> running = new ArrayList<>();
  private double factor = 1;
  private boolean broken;
  private double lastBegan;
  private double refusedFirst = Double.NaN;
  private boolean answered;
  private boolean away;
  private boolean suspect;

  /**
   * @param slowness how many times as long as usual a run takes that begins now
   * @param allFail whether what all tasks depend on is down
   */
  public Handler(TaskBook tasks, Loop process, DoubleSupplier slowness, BooleanSupplier allFail) {
    this.tasks = tasks;
    this.process = process;
    this.slowness = slowness;
    this.allFail = allFail;
  }

  /** From now on it gives no answer. */
  public void breakDown() {
    broken = true;
  }

  /** It answers again. */
  public void mend() {
    broken = false;
    refusedFirst = Double.NaN;
  }

  /** From now on runs that begin here take so many times as long. */
  public void slowDown(double times) {
    factor = times;
  }

  public boolean isBroken() {
    return broken;
  }

  /**
   * When it first gave no answer since it last did, seconds after the beginning of the world; NaN
   * while it has always.
   */
  public double refusedFirst() {
    return refusedFirst;
  }

  /** When a task began last, seconds after the beginning of the world; 0 before. */
  public double lastBegan() {
    return lastBegan;
  }

  /** The process is killed: what runs, runs no more. */
  public void die() {
    List.copyOf(running).forEach(tasks::orphaned);
    running.clear();
  }

  /** How many tasks run. */
  public int running() {
    return running.size();
  }

  /** As its probe says. */
  public CompletableFuture<Optional<String>> readiness() {
    return CompletableFuture.completedFuture(
        broken ? Optional.of("Nothing listens.") : Optional.empty());
  }

  @Override
  public CompletableFuture<Outcome> run(Task message, TaskContext context) {
    var result = new CompletableFuture<Outcome>();
    if (broken) {
      refuses();
      process.after(
          REFUSAL,
          () -> result.completeExceptionally(NoAnswerException.unseen("No connection.", null)));
      return result;
    }
    var task = tasks.find(message.id());
    away = false;
    tasks.begins(task);
    lastBegan = task.startedAt();
    running.add(task);
    var nanos = Math.round(task.seconds() * factor * slowness.getAsDouble() * 1e9);
    process.after(Duration.ofNanos(nanos), () -> end(task, result));
    context.onCancel(
        () -> {
          if (!result.isDone()) {
            ends(task, false);
            result.complete(Outcome.retry(Failure.of("cancelled", "It was told to stop.")));
          }
        });
    return result;
  }

  private void end(PlayedTask task, CompletableFuture<Outcome> result) {
    if (result.isDone()) {
      return;
    }
    if (broken) {
      refuses();
      tasks.breaksOff(task, suspect);
      ends(task, false);
      result.completeExceptionally(NoAnswerException.brokenOff("It hung up.", null));
    } else if (allFail.getAsBoolean() || task.failsNow()) {
      answered = true;
      tasks.fails(task);
      ends(task, false);
      result.complete(Outcome.retry(Failure.of("exit", "It ended with code 1.")));
    } else {
      answered = true;
      ends(task, true);
      result.complete(Outcome.ack());
    }
  }

  /**
   * What breaks off may be what brought it down if it has answered since it was away last. Until a
   * run begins it is away, though it may be mended: no worker has found it so.
   */
  private void refuses() {
    suspect = answered || (away && suspect);
    answered = false;
    away = true;
    var now = process.moment().nanos() / 1e9;
    refusedFirst = Double.isNaN(refusedFirst) ? now : refusedFirst;
  }

  private void ends(PlayedTask task, boolean succeeded) {
    running.remove(task);
    tasks.ends(task, succeeded);
  }

  /** Stores a task that was given up. */
  public CompletableFuture<Void> store(DeadLetter letter) {
    var stored = new CompletableFuture<Void>();
    tasks.deadLettered(letter.attributes().get(DeadLetter.PREFIX + "message-id"));
    process.after(TRIP, () -> stored.complete(null));
    return stored;
  }
}
