// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli;

import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.protocol.ExecCommand;
import dev.taskworkers.protocol.HandlerKind;
import dev.taskworkers.runtime.UsageException;
import dev.taskworkers.runtime.WallTimer;
import dev.taskworkers.worker.TaskWorker;
import dev.taskworkers.worker.WorkerConfig;
import dev.taskworkers.worker.process.TerminationSignals;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs one Task Worker here and now; what its options don't say, its environment does. */
@Command(
    name = "worker",
    description = {
      "Pulls tasks from a subscription and runs COMMAND for each, the payload on its stdin. Exit"
          + " code 0: done, 75 or any other: retry, 65 or 100: dead letter, 99: drop. With --http,"
          + " it posts the tasks to a server instead; with --java, it hands them to a Java class."
          + " Ctrl-C lets running tasks finish; twice gives them back."
    },
    mixinStandardHelpOptions = true)
final class WorkerCommand implements Callable<Integer> {
  private final WorkerVariables typed = new WorkerVariables();

  @Mixin private final FailureOptions failures = new FailureOptions();

  @Parameters(
      arity = "0..*",
      paramLabel = "COMMAND",
      description = "The program and its arguments, after --.")
  private List<String> command = List.of();

  @Option(
      names = "--project",
      paramLabel = "P",
      description = "Default: " + EnvVars.PROJECT_ID + ".")
  private void project(String project) {
    typed.set("--project", EnvVars.PROJECT_ID, project);
  }

  @Option(
      names = "--subscription",
      paramLabel = "S",
      description = "A short id or a full name. Default: " + EnvVars.SUBSCRIPTION_ID + ".")
  private void subscription(String subscription) {
    typed.set("--subscription", EnvVars.SUBSCRIPTION_ID, subscription);
  }

  @Option(names = "--concurrency", paramLabel = "N", description = "Tasks at once. Default: 1.")
  private void concurrency(String tasks) {
    typed.set("--concurrency", EnvVars.CONCURRENCY, tasks);
  }

  @Option(
      names = "--pull",
      paramLabel = "HOW",
      description = "unary or streaming; streaming suits tasks of 5 to 50 ms. Default: unary.")
  private void pull(String how) {
    typed.set("--pull", EnvVars.PULL, how);
  }

  @Option(
      names = "--rate-limit",
      paramLabel = "R",
      description = "Tasks that may be started: 10/s, 100/m, 5000/h. Default: no limit.")
  private void rateLimit(String rate) {
    typed.set("--rate-limit", EnvVars.RATE_LIMIT, rate);
  }

  @Option(names = "--max-tasks", paramLabel = "N", description = "Exits after N tasks.")
  private void maxTasks(String tasks) {
    typed.set("--max-tasks", EnvVars.MAX_TASKS, tasks);
  }

  @Option(
      names = "--idle-exit",
      paramLabel = "D",
      description =
          "Exits when Pub/Sub has had no task for it for this time, for example 30s. It stays while"
              + " Pub/Sub doesn't answer or the subscription is missing.")
  private void idleExit(String duration) {
    typed.set("--idle-exit", EnvVars.IDLE_EXIT, duration);
  }

  @Option(
      names = "--task-timeout",
      paramLabel = "D",
      description =
          "The limit of one task; its attribute task-timeout may ask for less. Default: 10m.")
  private void taskTimeout(String duration) {
    typed.set("--task-timeout", EnvVars.TASK_TIMEOUT, duration);
  }

  @Option(
      names = "--health-port",
      paramLabel = "N",
      description = "Port of the status page on 127.0.0.1. Default: a free one.")
  private String healthPort = "0";

  @Option(
      names = "--http",
      paramLabel = "URL",
      description = "Posts each task to this address instead of running a command.")
  private String http = "";

  @Option(
      names = "--java",
      paramLabel = "CLASS|FILE.java",
      description = "Hands each task to this TaskHandler; compiles a source file first.")
  private String java = "";

  @Option(
      names = "--class-path",
      paramLabel = "PATH",
      description = "With --java: jars and folders, as for java -cp.")
  private String classPath = "";

  @Override
  public Integer call() throws InterruptedException {
    chooseHandler();
    typed.addAll(failures.variables());
    typed.set(EnvVars.HEALTH_HOST, "127.0.0.1");
    typed.set("--health-port", EnvVars.HEALTH_PORT, healthPort);
    var environment = typed.over(System.getenv());
    if (environment.getOrDefault(EnvVars.SUBSCRIPTION_ID, "").isBlank()) {
      throw new UsageException(
          "The subscription is missing. Give --subscription S, or set "
              + EnvVars.SUBSCRIPTION_ID
              + ".");
    }
    var leaving = TerminationSignals.onSignals();
    try (var timer = new WallTimer();
        var worker = start(environment, timer, leaving)) {
      worker.await();
    }
    return 0;
  }

  private TaskWorker start(
      Map<String, String> environment, WallTimer timer, TerminationSignals leaving) {
    try {
      return TaskWorker.start(
          WorkerConfig.from(environment), timer, made -> leaving.by(made::drain, made::leaveNow));
    } catch (UsageException e) {
      throw typed.asTyped(e);
    }
  }

  private void chooseHandler() {
    if (Stream.of(!command.isEmpty(), !http.isEmpty(), !java.isEmpty()).filter(c -> c).count() != 1
        || (java.isEmpty() && !classPath.isEmpty())) {
      throw new UsageException(
          "Give either a command after --, for example 'worker --subscription S -- ./task', or"
              + " --http URL, or --java CLASS, alone or with --class-path PATH.");
    }
    if (http.isEmpty()) {
      failures.requireNoStatuses();
    }
    if (!command.isEmpty()) {
      typed.set(EnvVars.HANDLER, HandlerKind.EXEC.label());
      typed.set("COMMAND", EnvVars.EXEC_COMMAND, ExecCommand.format(command));
    } else if (!http.isEmpty()) {
      typed.set(EnvVars.HANDLER, HandlerKind.HTTP.label());
      typed.set("--http", EnvVars.HTTP_URL, http);
    } else {
      var handler = LocalHandler.of(java, classPath);
      Thread.currentThread().setContextClassLoader(handler.loader());
      typed.set(EnvVars.HANDLER, HandlerKind.JAVA.label());
      typed.set("--java", EnvVars.JAVA_CLASS, handler.name());
    }
  }
}
