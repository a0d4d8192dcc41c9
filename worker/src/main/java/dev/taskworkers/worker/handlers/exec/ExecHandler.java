// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers.exec;

import dev.taskworkers.runtime.Timer;
import dev.taskworkers.worker.api.Failure;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.api.Task;
import dev.taskworkers.worker.api.TaskContext;
import dev.taskworkers.worker.execution.NoAnswerException;
import dev.taskworkers.worker.handlers.PreparedHandler;
import dev.taskworkers.worker.handlers.exec.RunningPrograms.Program;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;

/**
 * Runs a program for each task, without a shell, in a process group of its own. At cancellation the
 * group gets SIGTERM, and SIGKILL a few seconds later; what a program leaves behind is killed too.
 */
public final class ExecHandler implements PreparedHandler {
  /** From SIGTERM to SIGKILL. */
  static final Duration TO_STOP = Duration.ofSeconds(5);

  /** A process that could not be killed may keep the pipes open; its output is not waited for. */
  private static final Duration TO_COPY = Duration.ofSeconds(2);

  /** E2BIG, as JVMs from 17 to 25 and the launcher say it. */
  private static final Pattern TOO_BIG = Pattern.compile("error[=:] ?7\\b");

  private final List<String> program;
  private final Launcher launcher;
  private final RunningPrograms running;
  private final TaskEnvironment environment;
  private final Timer timer;
  private final Executor threads;

  ExecHandler(
      List<String> program,
      Launcher launcher,
      RunningPrograms running,
      Timer timer,
      Executor threads) {
    this.program = program;
    this.launcher = launcher;
    this.running = running;
    this.environment = new TaskEnvironment(TaskEnvironment.charset(), launcher.decodesHex());
    this.timer = timer;
    this.threads = threads;
  }

  /**
   * A handler that runs {@code command}.
   *
   * @param threads for the output of programs
   * @throws dev.taskworkers.runtime.UsageException when there is no such program
   */
  public static ExecHandler of(List<String> command, Timer timer, Executor threads) {
    return of(command, Launcher.find(), timer, threads);
  }

  static ExecHandler of(List<String> command, Launcher launcher, Timer timer, Executor threads) {
    Programs.require(command.get(0));
    var running = new RunningPrograms(launcher, ProcessBuilder::start);
    return new ExecHandler(command, launcher, running, timer, threads);
  }

  /** Whether there is such a program; whether it can be started, only a task can tell. */
  @Override
  public Optional<String> notReady() {
    return Programs.find(program.get(0)).isPresent()
        ? Optional.empty()
        : Optional.of("There is no program '" + program.get(0) + "' any more.");
  }

  @Override
  public Outcome handle(Task task, TaskContext context)
      throws InterruptedException, NoAnswerException {
    var builder = new ProcessBuilder(launcher.command(program));
    environment.write(task, context, builder.environment());
    try {
      var started = running.start(builder, context::cancelled);
      if (started.isEmpty()) {
        return Outcome.retry(
            Failure.of("cancelled", "It was told to stop before its program began."));
      }
      try {
        return attend(started.get(), task, context);
      } finally {
        running.end(started.get());
      }
    } catch (IOException e) {
      return notStarted(String.valueOf(e.getMessage()), e);
    } catch (OutOfMemoryError e) {
      // The JVM's word for a thread that the pod's limit of processes does not allow.
      throw NoAnswerException.unseen("The worker can't attend to a program: " + e.getMessage(), e);
    }
  }

  private Outcome attend(Program started, Task task, TaskContext context)
      throws InterruptedException, NoAnswerException {
    var process = started.process();
    var errors = new Tail();
    var log = new OutputLog(task.id());
    var out = pump(() -> log.copy(process.getInputStream(), "out", new Tail()));
    var err = pump(() -> log.copy(process.getErrorStream(), "err", errors));
    var input = feed(process, task);
    var told = new AtomicBoolean();
    context.onCancel(
        () -> {
          // One that has ended by itself has done so for reasons of its own.
          told.set(process.isAlive());
          started.group().terminate();
          timer.after(TO_STOP, () -> elsewhere(started.group()::kill));
        });
    var exit = process.waitFor();
    var killed = running.killed();
    running.end(started);
    var copied = CompletableFuture.allOf(out, err, input);
    var patience = timer.after(TO_COPY, () -> copied.complete(null));
    copied.exceptionally(lost -> null).join(); // The program has said how it went.
    patience.cancel();
    var failure = launcher.notStarted(exit, errors.text());
    if (failure.isPresent()) {
      return notStarted(failure.get(), null);
    }
    return told.get() || killed
        ? ExitCodes.afterSigterm(exit, errors.text())
        : ExitCodes.outcome(exit, errors.text());
  }

  /** Off the clock's thread, which a look through all processes would hold up, if that can be. */
  private void elsewhere(Runnable action) {
    try {
      threads.execute(action);
    } catch (OutOfMemoryError e) {
      action.run();
    }
  }

  /** What fits into any pipe needs no thread that waits. */
  private CompletableFuture<Void> feed(Process process, Task task) {
    var payload = task.payload();
    if (payload.size() <= Input.FITS) {
      Input.feed(process, payload);
      return CompletableFuture.completedFuture(null);
    }
    return pump(() -> Input.feed(process, payload));
  }

  private CompletableFuture<Void> pump(Runnable copying) {
    return CompletableFuture.runAsync(copying, threads);
  }

  /** A program that can't start with this task's environment never will; all else may pass. */
  private Outcome notStarted(String problem, IOException cause) throws NoAnswerException {
    if (TOO_BIG.matcher(problem).find()) {
      return new Outcome.DeadLetter(
          Failure.of("start", "The task's attributes do not fit into a program's environment."));
    }
    var sentence = notReady().orElse("A program could not be started: " + problem.strip() + ".");
    throw NoAnswerException.unseen(sentence, cause);
  }

  @Override
  public boolean kill() {
    elsewhere(running::killAll);
    return true;
  }

  @Override
  public void close() {
    running.killAll();
  }
}
