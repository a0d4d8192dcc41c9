// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench;

import dev.taskworkers.runtime.GoogleEndpoint;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One client's process, and what it has done so far. */
final class SenderProcess implements AutoCloseable {
  private final String client;
  private final Process process;
  private final PrintWriter orders;
  private final BufferedReader answers;
  private final List<Double> rates = new ArrayList<>();
  private final List<Double> millis = new ArrayList<>();
  private Duration cpu = Duration.ZERO;
  private long tasks;

  private SenderProcess(String client, Process process) {
    this.client = client;
    this.process = process;
    orders = new PrintWriter(process.outputWriter(), true);
    answers = process.inputReader();
  }

  /**
   * Starts it.
   *
   * @param port of the server
   */
  static SenderProcess start(String client, String topic, int port) throws IOException {
    var builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                Sender.class.getName(),
                client,
                topic)
            .redirectError(Redirect.INHERIT);
    builder.environment().put(GoogleEndpoint.PUBSUB_EMULATOR, "127.0.0.1:" + port);
    return new SenderProcess(client, builder.start());
  }

  /** Sends as fast as it goes; a round that warms up does not count. */
  void burst(int number, boolean counts) throws IOException {
    var before = cpu();
    var seconds = Long.parseLong(order("burst " + number)) / 1e9;
    if (counts) {
      rates.add(number / seconds);
      cpu = cpu.plus(cpu().minus(before));
      tasks += number;
    }
  }

  /** Sends one task after the other. */
  void pace(int number) throws IOException {
    for (var word : order("pace " + number).split(" ")) {
      millis.add(Double.parseDouble(word));
    }
  }

  private String order(String words) throws IOException {
    orders.println(words);
    var answer = answers.readLine();
    if (answer == null) {
      throw new IllegalStateException(
          client + " has ended; what it printed last, above, says why.");
    }
    return answer;
  }

  private Duration cpu() {
    return process
        .info()
        .totalCpuDuration()
        .orElseThrow(() -> new IllegalStateException(client + " has ended."));
  }

  ClientResult result() {
    var timed = Statistics.percentiles(millis);
    return new ClientResult(
        client,
        Math.round(Statistics.percentiles(rates).p50()),
        Statistics.rounded(timed.p50()),
        Statistics.rounded(timed.p99()),
        Statistics.rounded(cpu.toNanos() / 1e3 / tasks),
        0);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
