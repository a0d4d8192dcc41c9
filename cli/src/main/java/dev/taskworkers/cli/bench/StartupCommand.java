// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.bench;

import dev.taskworkers.bench.StartupBench;
import dev.taskworkers.cli.options.Checks;
import dev.taskworkers.cli.options.Output;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How fast a worker starts and how small it is, on every JDK found here. */
@Command(
    name = "startup",
    description = {
      "Starts workers and measures how long each takes until its first pull, and its memory at"
          + " rest: medians, for each JDK found here. The first run creates the folder worker-start"
          + " beside the worker's JAR, with two JARs and a cache of classes."
    },
    mixinStandardHelpOptions = true)
final class StartupCommand implements Callable<Integer> {
  @Option(
      names = "--starts",
      paramLabel = "N",
      defaultValue = "10",
      description = "Starts of each JDK (${DEFAULT-VALUE}).")
  private int starts;

  @Mixin private Output output;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Checks.between("--starts", starts, 1, 1000);
    var results = StartupBench.run(starts, Progress.on(output.err()));
    output.print(results, out -> print(results, out));
    return 0;
  }

  private static void print(List<StartupBench.Result> results, PrintWriter out) {
    out.println("JDK   start to first pull   processor time of it   resident at rest");
    for (var result : results) {
      out.printf(
          Locale.ROOT,
          "%3d   %16.0f ms   %18.0f ms   %12.0f MiB%n",
          result.jdk(),
          result.startToFirstPullMillis(),
          result.startCpuMillis(),
          result.residentMiB());
    }
  }
}
