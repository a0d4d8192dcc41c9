package dev.taskworkers.cli.bench;

import dev.taskworkers.cli.options.Checks;
import dev.taskworkers.cli.options.Format;
import dev.taskworkers.lab.bench.dispatcher.DispatcherBench;
import java.io.IOException;
import java.time.Clock;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How fast our dispatcher is beside Google's publisher. */
@Command(
    name = "dispatcher",
    description = {
      "Publishes small tasks to one local server with our dispatcher, with and without ordering"
          + " keys, and with Google's publisher as it comes, in turn."
    },
    mixinStandardHelpOptions = true)
final class DispatcherCommand implements Callable<Integer> {
  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "7",
      description = "Rounds that count, after some to warm up (${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--tasks",
      paramLabel = "N",
      defaultValue = "50000",
      description = "Tasks in a round (${DEFAULT-VALUE}).")
  private int tasks;

  @Option(
      names = "--format",
      defaultValue = "table",
      description = "One of ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
  private Format format;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Checks.require(rounds >= 1 && rounds <= 1000, "--rounds", "1 to 1000", rounds);
    Checks.require(tasks >= 1 && tasks <= 1_000_000, "--tasks", "1 to 1000000", tasks);
    var err = spec.commandLine().getErr();
    var out = spec.commandLine().getOut();
    var results = DispatcherBench.run(rounds, tasks, Clock.systemUTC(), Progress.on(err));
    if (format == Format.json) {
      out.println(Format.toJson(results));
    } else {
      out.println("client                   tasks/s    p50 ms    p99 ms   CPU µs/task");
      for (var result : results) {
        out.printf(
            Locale.ROOT,
            "%-22s %9d %9.2f %9.2f %13.1f%n",
            result.client(),
            result.tasksPerSecond(),
            result.p50Millis(),
            result.p99Millis(),
            result.cpuMicrosPerTask());
      }
    }
    out.flush();
    return 0;
  }
}
