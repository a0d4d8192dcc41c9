// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.twp;

import dev.taskworkers.cli.deadletters.DeadLettersCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The words of {@code kubectl twp}. */
@Command(
    name = "twp",
    description = {
      "Shows in the terminal what the page shows of a cluster's pools. If"
          + " kubectl-twp, which ships beside this command, is on the PATH, you can also run"
          + " 'kubectl twp'."
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      TopCommand.class,
      WhyCommand.class,
      TimelineCommand.class,
      WorkersCommand.class,
      FailuresCommand.class,
      WhatIfCommand.class,
      DrainCommand.class,
      DeadLettersCommand.class
    })
public final class TwpCommand implements Runnable {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(),
        "Expected top, why, timeline, workers, failures, what-if, drain, dead-letters or ui.");
  }
}
