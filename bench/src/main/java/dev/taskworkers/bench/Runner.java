// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench;

import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.runtime.GoogleEndpoint;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A candidate in its own process, with its lane. */
final class Runner implements AutoCloseable {
  private final String name;
  private final BenchSubscription lane;
  private final Process process;
  private final BufferedReader output;

  private Runner(String name, BenchSubscription lane, Process process) {
    this.name = name;
    this.lane = lane;
    this.process = process;
    output = process.inputReader();
  }

  /**
   * Starts it; what it says on stderr goes to a file.
   *
   * @param port of the server
   */
  static Runner start(Candidate candidate, BenchSubscription lane, int port, Path folder)
      throws IOException {
    var builder =
        new ProcessBuilder(candidate.command())
            .redirectError(folder.resolve(candidate.name() + ".log").toFile());
    builder.environment().keySet().removeIf(variable -> variable.startsWith(EnvVars.PREFIX));
    builder.environment().put(GoogleEndpoint.PUBSUB_EMULATOR, "127.0.0.1:" + port);
    builder.environment().put(EnvVars.PROJECT_ID, "bench");
    builder.environment().put(EnvVars.SUBSCRIPTION_ID, lane.subscription());
    // On a pod our worker would log on stdout, where what it has measured is read.
    builder.environment().put(EnvVars.LOG_FORMAT, "text");
    builder.environment().putAll(candidate.environment());
    if (candidate.keepsState()) {
      var state = Files.createTempDirectory(folder, candidate.name());
      builder.environment().put(EnvVars.STATE_DIR, state.toString());
    }
    return new Runner(candidate.name(), lane, builder.start());
  }

  String name() {
    return name;
  }

  BenchSubscription lane() {
    return lane;
  }

  ProcessorTime cpu() {
    return ProcessorTime.of(process);
  }

  /**
   * What it has measured itself: milliseconds, from the publication of a timed task to its start.
   */
  double[] latencies() throws IOException {
    lane.publishOne(NoopTask.REPORT);
    var line = output.readLine();
    if (line == null) {
      throw new IllegalStateException(name + " has ended.");
    }
    var words = line.strip().split(" ");
    var values = new double[words.length];
    for (var each = 0; each < words.length; each++) {
      values[each] = Double.parseDouble(words[each]);
    }
    return values;
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(2, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
