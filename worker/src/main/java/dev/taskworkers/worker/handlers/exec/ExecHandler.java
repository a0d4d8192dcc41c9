package dev.taskworkers.worker.handlers.exec;

import dev.taskworkers.worker.api.Failure;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.api.Task;
import dev.taskworkers.worker.api.TaskContext;
import dev.taskworkers.worker.handlers.PreparedHandler;
import dev.taskworkers.worker.time.Timer;
import dev.taskworkers.worker.work.NoAnswerException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Runs a program for each task, without a shell, in a process group of its own. At cancellation the
 * group gets SIGTERM, and SIGKILL a few seconds later; what a program leaves behind is killed too.
 */
public final class ExecHandler implements PreparedHandler {
  /** From SIGTERM to SIGKILL. */
  static final Duration TO_STOP = Duration.ofSeconds(5);

  /** A process that left the group may keep the pipes open; its output is not waited for. */
  private static final Duration TO_COPY = Duration.ofSeconds(2);

  /** What shells and setsid end with when they can't run a program. */
  private static final Set<Integer> NOT_RUN = Set.of(126, 127);

  private final String program;
  private final List<String> command;
  private final Timer timer;
  private final Executor threads;
  private final Set<ProcessGroup> running = ConcurrentHashMap.newKeySet();

  /** Runs {@code command}, which begins with what finds {@code program}. */
  ExecHandler(String program, List<String> command, Timer timer, Executor threads) {
    this.program = program;
    this.command = command;
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
    Programs.require(command.get(0));
    var whole = new ArrayList<String>();
    Programs.find("setsid").ifPresent(setsid -> whole.add(setsid.toString()));
    whole.addAll(command);
    return new ExecHandler(command.get(0), List.copyOf(whole), timer, threads);
  }

  /** Whether there is such a program; whether it can be started, only a task can tell. */
  @Override
  public Optional<String> notReady() {
    return Programs.find(program).isPresent() ? Optional.empty() : Optional.of(missing());
  }

  @Override
  public Outcome handle(Task task, TaskContext context)
      throws InterruptedException, NoAnswerException {
    var builder = new ProcessBuilder(command);
    TaskEnvironment.write(task, context, builder.environment());
    ProcessGroup group;
    try {
      group = ProcessGroup.start(builder);
    } catch (IOException e) {
      return notStarted(e);
    }
    running.add(group);
    try {
      return attend(group, task, context);
    } catch (OutOfMemoryError e) {
      // The JVM's word for a thread that the pod's limit of processes does not allow.
      throw NoAnswerException.unseen("The worker can't attend to a program: " + e.getMessage(), e);
    } finally {
      group.kill();
      running.remove(group);
    }
  }

  private Outcome attend(ProcessGroup group, Task task, TaskContext context)
      throws InterruptedException, NoAnswerException {
    var process = group.leader();
    var errors = new Tail();
    var log = new OutputLog(task.id());
    var out = pump(() -> log.copy(process.getInputStream(), "out", new Tail()));
    var err = pump(() -> log.copy(process.getErrorStream(), "err", errors));
    var input = pump(() -> Input.feed(process, task.payload()));
    context.onCancel(
        () -> {
          group.terminate();
          timer.after(TO_STOP, group::kill);
        });
    var exit = process.waitFor();
    group.kill();
    var copied = CompletableFuture.allOf(out, err, input);
    timer.after(TO_COPY, () -> copied.complete(null));
    copied.join();
    if (NOT_RUN.contains(exit) && notReady().isPresent()) {
      throw NoAnswerException.unseen(missing(), null);
    }
    return ExitCodes.outcome(exit, errors.text());
  }

  private CompletableFuture<Void> pump(Runnable copying) {
    return CompletableFuture.runAsync(copying, threads);
  }

  private String missing() {
    return "There is no program '" + program + "' any more.";
  }

  /** A program that can't start with this task's environment never will; all else may pass. */
  private static Outcome notStarted(IOException problem) throws NoAnswerException {
    var sentence = String.valueOf(problem.getMessage());
    if (sentence.contains("error=7,")) {
      return new Outcome.DeadLetter(
          Failure.of("start", "The task's attributes do not fit into a program's environment."));
    }
    throw NoAnswerException.unseen("A program could not be started: " + sentence + ".", problem);
  }

  @Override
  public void close() {
    running.forEach(ProcessGroup::kill);
  }
}
