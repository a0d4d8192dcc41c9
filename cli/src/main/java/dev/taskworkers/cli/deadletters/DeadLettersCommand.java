// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.deadletters;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Looks after a dead-letter subscription. */
@Command(
    name = "dead-letters",
    description = {
      "Inspects and cleans up the subscription of a dead-letter topic: list and show give every"
          + " message back, redrive publishes tasks again with their history, and purge deletes"
          + " them."
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ListCommand.class, ShowCommand.class, RedriveCommand.class, PurgeCommand.class})
public final class DeadLettersCommand implements Runnable {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "Expected list, show, redrive or purge.");
  }
}
