package dev.taskworkers.cli.bench;

import dev.taskworkers.cli.options.Checks;
import dev.taskworkers.cli.options.Format;
import dev.taskworkers.lab.bench.startup.StartupBench;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How fast a worker starts and how small it is, on every JDK found here. */
@Command(
    name = "startup",
    description = {
      "Starts workers and tells how long each takes until its first pull, and its memory at rest:"
          + " medians, for each JDK found here. The first run makes a cache of classes beside the"
          + " worker's jar."
    },
    mixinStandardHelpOptions = true)
final class StartupCommand implements Callable<Integer> {
  @Option(
      names = "--starts",
      paramLabel = "N",
      defaultValue = "10",
      description = "Starts of each JDK (${DEFAULT-VALUE}).")
  private int starts;

  @Option(
      names = "--format",
      defaultValue = "table",
      description = "One of ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
  private Format format;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Checks.require(starts >= 1 && starts <= 1000, "--starts", "1 to 1000", starts);
    var results = StartupBench.run(starts, Progress.on(spec.commandLine().getErr()));
    var out = spec.commandLine().getOut();
    if (format == Format.json) {
      out.println(Format.toJson(results));
    } else {
      print(results, out);
    }
    out.flush();
    return 0;
  }

  private static void print(List<StartupBench.Result> results, PrintWriter out) {
    out.println("JDK   start to first pull   resident at rest");
    for (var result : results) {
      out.printf(
          Locale.ROOT,
          "%3d   %16.0f ms   %12.0f MiB%n",
          result.jdk(),
          result.startToFirstPullMillis(),
          result.residentMiB());
    }
  }
}
