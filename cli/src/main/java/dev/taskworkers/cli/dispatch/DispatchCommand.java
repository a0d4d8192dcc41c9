// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.dispatch;

import dev.taskworkers.cli.options.Checks;
import dev.taskworkers.cli.options.Output;
import dev.taskworkers.dispatcher.DispatcherConfig;
import dev.taskworkers.dispatcher.TaskDispatcher;
import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.runtime.GoogleEndpoint;
import dev.taskworkers.runtime.PubSubName;
import dev.taskworkers.runtime.UsageException;
import dev.taskworkers.worker.process.Signals;
import java.io.PrintWriter;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends the lines of a file, or numbered tasks, to a topic. */
@Command(
    name = "dispatch",
    description = {
      "Sends tasks to a topic: each line of FILE is one, as plain text or as JSON with no fields but"
          + " data, attributes and orderingKey. Exits with 1 when a task was not sent."
    },
    mixinStandardHelpOptions = true)
public final class DispatchCommand implements Callable<Integer> {
  /** As shells tell it: 128 and the number of SIGINT. */
  private static final int ENDED_BY_CTRL_C = 130;

  @Option(names = "--project", paramLabel = "P", description = "Default: GCP_PROJECT_ID.")
  private String project = System.getenv().getOrDefault(EnvVars.PROJECT_ID, "");

  @Option(
      names = "--topic",
      paramLabel = "T",
      description = "A short id or a full name. Default: GCP_PUBSUB_TOPIC_ID.")
  private String topic = System.getenv().getOrDefault("GCP_PUBSUB_TOPIC_ID", "");

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "Lines to send; - or nothing: standard input.")
  private String file = "";

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "Sends N tasks instead of a file; the data of each is its number.")
  private Optional<Long> count = Optional.empty();

  @Option(names = "--rate", paramLabel = "R", description = "Tasks per second. Default: no limit.")
  private double rate = Double.POSITIVE_INFINITY;

  @Option(
      names = "--attribute",
      paramLabel = "KEY=VALUE",
      description = "An attribute of every task; repeatable.")
  private Map<String, String> attributes = new LinkedHashMap<>();

  @Option(
      names = "--ordering-key",
      paramLabel = "K",
      description = "The ordering key of every task that has none itself.")
  private String orderingKey = "";

  @Mixin private Output output;

  @Override
  public Integer call() throws Exception {
    Checks.require(
        !attributes.containsKey(""), "--attribute", "KEY=VALUE", "'=" + attributes.get("") + "'");
    var config = DispatcherConfig.of(GoogleEndpoint.pubsub(System.getenv()), fullTopic());
    long numbered = count.orElse(0L);
    Report report;
    try (var lines = new Input(file, numbered).lines();
        var dispatcher = TaskDispatcher.open(config);
        var progress = Progress.open(numbered)) {
      var dispatching =
          new Dispatching(
              dispatcher::dispatch,
              new TaskLines(attributes, orderingKey),
              new Pace(rate),
              progress::step);
      sendUntilTheEndOrASignal(dispatching, lines, output.err());
      dispatcher.flush();
      report = dispatching.report(config.topic());
    }
    print(report);
    return report.complete() ? 0 : 1;
  }

  private String fullTopic() {
    if (topic.isBlank()) {
      throw new UsageException("The topic is missing. Give --topic T, or set GCP_PUBSUB_TOPIC_ID.");
    }
    if (!(rate > 0)) {
      throw new UsageException(
          "--rate: expected more than 0 tasks per second, but found " + rate + ".");
    }
    count.ifPresent(tasks -> Checks.require(tasks >= 1, "--count", "1 or more", tasks));
    return PubSubName.topic(topic, project, "--topic");
  }

  private static void sendUntilTheEndOrASignal(
      Dispatching dispatching, Stream<String> lines, PrintWriter err) throws Exception {
    var end = begin(dispatching, lines.iterator());
    var told = new AtomicBoolean();
    Signals.onTermination(
        () -> {
          if (told.getAndSet(true)) {
            Runtime.getRuntime().halt(ENDED_BY_CTRL_C);
          }
          err.println("Sending what was read, for a minute at most; Ctrl-C again ends at once.");
          err.flush();
          dispatching.stop();
          end.complete(null);
        });
    try {
      end.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (Exception) e.getCause();
    }
  }

  /**
   * Reading standard input can't be interrupted, so it happens on a thread that may be left.
   *
   * @return completes when all is sent, or with what kept it from being
   */
  static CompletableFuture<Void> begin(Dispatching dispatching, Iterator<String> lines) {
    var end = new CompletableFuture<Void>();
    var sending =
        new Thread(
            () -> {
              try {
                dispatching.sendAll(lines);
                end.complete(null);
              } catch (InterruptedException | RuntimeException | Error e) {
                // Whoever waits would wait for ever.
                end.completeExceptionally(e);
              }
            },
            "dispatch");
    sending.setDaemon(true);
    sending.start();
    return end;
  }

  private void print(Report report) {
    output.print(report.figures(), out -> report.printTable(out, output.err()));
  }
}
