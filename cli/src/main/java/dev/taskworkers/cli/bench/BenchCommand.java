// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The published benchmarks. */
@Command(
    name = "bench",
    description = "Runs a published benchmark on this machine.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "NAME",
    subcommands = {
      DecisionCommand.class,
      DispatcherCommand.class,
      ScalingCommand.class,
      WorkerBenchCommand.class,
      StartupCommand.class,
      OperatorBenchCommand.class,
      KedaCommand.class
    })
public final class BenchCommand implements Runnable {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "Expected the name of a benchmark.");
  }
}
