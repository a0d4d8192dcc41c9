// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker;

import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.protocol.ExecCommand;
import dev.taskworkers.protocol.HandlerKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A worker in a process of its own, which signals can reach. */
final class WorkerProcess implements AutoCloseable {
  private final Process process;

  private WorkerProcess(Process process) {
    this.process = process;
  }

  /**
   * Starts one that runs a shell script for each task.
   *
   * @param port of Pub/Sub
   * @param log where it writes
   */
  static WorkerProcess start(int port, String script, Path log, Map<String, String> more)
      throws IOException {
    return start(List.of(), port, script, log, more);
  }

  /** The same, behind a command that ends by executing its last arguments. */
  static WorkerProcess start(
      List<String> before, int port, String script, Path log, Map<String, String> more)
      throws IOException {
    var command = new ArrayList<>(before);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName()));
    var builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    var environment = builder.environment();
    environment.putAll(Pulling.environment(port, Map.of()));
    environment.put(EnvVars.HANDLER, HandlerKind.EXEC.label());
    environment.put(EnvVars.EXEC_COMMAND, ExecCommand.format(List.of("sh", "-c", script)));
    environment.putAll(more);
    return new WorkerProcess(builder.start());
  }

  /** Sends a signal by its name, for example {@code STOP}. */
  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder(List.of("kill", "-" + name, String.valueOf(process.pid())))
        .inheritIO()
        .start()
        .waitFor();
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  int exitCode() throws InterruptedException {
    if (!process.waitFor(90, TimeUnit.SECONDS)) {
      throw new IllegalStateException("The worker does not end.");
    }
    return process.exitValue();
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }
}
