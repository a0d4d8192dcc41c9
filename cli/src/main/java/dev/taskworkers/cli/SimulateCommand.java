// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli;

import dev.taskworkers.cli.options.Checks;
import dev.taskworkers.cli.options.Output;
import dev.taskworkers.runtime.UsageException;
import dev.taskworkers.simulation.Chart;
import dev.taskworkers.simulation.Comparison;
import dev.taskworkers.simulation.Result;
import dev.taskworkers.simulation.ScoreTable;
import dev.taskworkers.simulation.scalers.Scalers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Compares scaling policies, the operator's own among them, on simulated tasks and pods. */
@Command(
    name = "simulate",
    description =
        "Compares scaling policies on the same simulated tasks and pods; the operator's own is the"
            + " one that runs in production, and the oracle is the physical limit.",
    mixinStandardHelpOptions = true)
final class SimulateCommand implements Callable<Integer> {
  @Mixin private WorkloadArguments arguments;

  @Option(
      names = "--policy",
      paramLabel = "P,…",
      split = ",",
      description =
          "The policies to compare (all): ours, ours-probe, ours-foreign, ours-metric, keda,"
              + " keda-tuned, wpa, kpa, target-tracking, flink; oracle is always shown.")
  private List<String> policies = new ArrayList<>();

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "1",
      description = "The number of random seeds (${DEFAULT-VALUE}).")
  private int seeds;

  @Mixin private Output output;

  @Option(
      names = "--chart",
      paramLabel = "FILE.svg",
      description = "Draws the first seed of one workload into this file.")
  private Optional<Path> chart = Optional.empty();

  private String drawn = "";

  @Override
  public Integer call() throws IOException {
    Checks.between("--seeds", seeds, 1, 1000);
    chart.ifPresent(file -> Checks.writable(file, "--chart"));
    var workloads = arguments.workloads();
    if (chart.isPresent() && workloads.size() > 1) {
      throw new UsageException("--chart: expected one workload, but there are several.");
    }
    var results = new ArrayList<Result>();
    for (var one : workloads) {
      results.addAll(compare(new Comparison(one, policies())));
    }
    output.printJson(results);
    if (chart.isPresent()) {
      Files.writeString(chart.get(), drawn);
    }
    return 0;
  }

  private List<Result> compare(Comparison comparison) {
    var results = new ArrayList<Result>();
    for (var seed = 1; seed <= seeds; seed++) {
      var outcome = comparison.outcome(seed);
      results.addAll(outcome.results());
      if (seed == 1 && chart.isPresent()) {
        drawn = Chart.of(outcome);
      }
    }
    output.printTable(out -> out.println(ScoreTable.of(results)));
    return results;
  }

  private List<Scalers> policies() {
    if (policies.isEmpty()) {
      return Arrays.asList(Scalers.values());
    }
    return policies.stream()
        .map(String::strip)
        .filter(name -> !name.equals(Comparison.ORACLE))
        .map(Scalers::of)
        .distinct()
        .toList();
  }
}
