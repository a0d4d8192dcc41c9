// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.bench;

import dev.taskworkers.bench.DispatcherBench;
import dev.taskworkers.cli.options.Checks;
import dev.taskworkers.cli.options.Output;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How fast our dispatcher is beside Google's publisher. */
@Command(
    name = "dispatcher",
    description = {
      "Publishes small tasks to one local server with the dispatcher of this project, with and"
          + " without ordering keys, and with Google's publisher as it is by default, in turn."
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

  @Mixin private Output output;

  @Override
  public Integer call() throws IOException {
    Checks.between("--rounds", rounds, 1, 1000);
    Checks.between("--tasks", tasks, 1, 1_000_000);
    var results = DispatcherBench.run(rounds, tasks, Clock.systemUTC(), Progress.on(output.err()));
    output.print(results, out -> ClientTable.print(results, out));
    return 0;
  }
}
