// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.bench;

import dev.taskworkers.cli.options.Checks;
import dev.taskworkers.cli.options.Output;
import dev.taskworkers.runtime.UsageException;
import dev.taskworkers.simulation.Publication;
import dev.taskworkers.simulation.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Every scaling policy on every workload: the tables of docs/policies.md and
 * docs/policies-conditions.md.
 */
@Command(
    name = "scaling",
    description =
        "Compares the operator's scaling with that of its peers on every workload, as published on"
            + " the page 'Scaling policies compared'. Takes some minutes; --seeds 1 is quicker.",
    mixinStandardHelpOptions = true)
final class ScalingCommand implements Callable<Integer> {
  @Option(
      names = "--traces",
      paramLabel = "DIR",
      description =
          "A folder with nab-twitter-volume-aapl.csv and worldcup98-requests-per-minute.csv;"
              + " without it these two workloads are left out.")
  private Optional<Path> traces = Optional.empty();

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "10",
      description = "The number of random seeds (${DEFAULT-VALUE}).")
  private int seeds;

  @Mixin private Output output;

  @Override
  public Integer call() throws IOException {
    Checks.between("--seeds", seeds, 1, 1000);
    traces
        .filter(folder -> !Files.isDirectory(folder))
        .ifPresent(
            folder -> {
              throw new UsageException("--traces: there is no folder " + folder + ".");
            });
    var progress = Progress.on(output.err());
    var all = new ArrayList<Result>();
    for (var table : Publication.tables(traces)) {
      var results = table.run(seeds, progress);
      all.addAll(results);
      output.printTable(out -> out.println(table.markdown(results)));
    }
    output.printJson(all);
    return 0;
  }
}
