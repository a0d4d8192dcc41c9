// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.bench;

import dev.taskworkers.bench.operator.ScaleBench;
import dev.taskworkers.bench.operator.ScaleOptions;
import dev.taskworkers.bench.operator.ScaleResult;
import dev.taskworkers.cli.options.Checkout;
import dev.taskworkers.cli.options.Checks;
import dev.taskworkers.cli.options.Output;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the operator takes for many pools. */
@Command(
    name = "operator",
    description = {
      "Measures the operator with many pools and pods, at rest and under load: a real API server,"
          + " nodes and pods that KWOK plays, and one program that answers for all workers.",
      "Needs Linux, root and Go, as 'taskworkers cluster up' does."
    },
    mixinStandardHelpOptions = true)
final class OperatorBenchCommand implements Callable<Integer> {
  @Option(
      names = "--pools",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Pools (${DEFAULT-VALUE}).")
  private int pools;

  @Option(
      names = "--pods",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Pods of all pools together (${DEFAULT-VALUE}).")
  private int pods;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      defaultValue = "5",
      description = "Minutes to measure at rest, and then under load (${DEFAULT-VALUE}).")
  private int minutes;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "100",
      description = "Tasks per second under load, spread over all pools (${DEFAULT-VALUE}).")
  private int rate;

  @Mixin private Output output;

  @Override
  public Integer call() throws IOException {
    Checks.between("--pools", pools, 1, 5000);
    Checks.require(pods >= pools && pods <= 50_000, "--pods", "as many as pools, to 50000", pods);
    Checks.between("--minutes", minutes, 1, 60);
    Checks.between("--rate", rate, 10, 10_000);
    var options = new ScaleOptions(pools, pods, Duration.ofMinutes(minutes), rate);
    var results = new ArrayList<ScaleResult>();
    output.printTable(OperatorBenchCommand::head);
    ScaleBench.run(
        options,
        Checkout.folder(),
        Progress.on(output.err()),
        result -> {
          results.add(result);
          output.printTable(out -> print(result, out));
        });
    output.printJson(results);
    return 0;
  }

  private static void head(PrintWriter out) {
    out.println(
        "                              tick in seconds         writes a minute           Monitoring");
    out.println(
        "phase          MiB   cores   p50   p99    max   status  needless   others   calls a minute");
  }

  private static void print(ScaleResult result, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%-12s %5.0f %7.2f %5.2f %5.2f %6.2f %8.0f %9.1f %8.1f %16.1f%n",
        result.phase(),
        result.residentMiB(),
        result.cores(),
        result.tickP50(),
        result.tickP99(),
        result.tickMax(),
        result.statusWrites(),
        result.needlessStatusWrites(),
        result.otherWrites(),
        result.monitoringCalls());
  }
}
