// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.deadletters;

import dev.taskworkers.cli.options.Output;
import dev.taskworkers.runtime.UsageException;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells everything about one dead letter, and gives it back. */
@Command(
    name = "show",
    description = "Shows all details of one dead letter; it stays where it is.",
    mixinStandardHelpOptions = true)
final class ShowCommand implements Callable<Integer> {
  @Mixin private DeadLetterOptions options;

  @Mixin private Output output;

  @Parameters(paramLabel = "ID", description = "The ID that list shows.")
  private String id;

  @Option(
      names = "--max",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Maximum number to look through (${DEFAULT-VALUE}).")
  private int most;

  @Override
  public Integer call() {
    var limit = DeadLetterOptions.most(most);
    try (var open = options.open(limit, Instant.MAX)) {
      var message = find(open.deadLetters());
      output.print(
          DeadLetterPrinter.page(message), out -> DeadLetterPrinter.printOne(message, out));
      if (!message.isDeadLetter()) {
        output
            .err()
            .println(
                "This message does not say that it is a dead letter: is "
                    + options.name()
                    + " the subscription of a dead-letter topic?");
      }
    }
    return 0;
  }

  private DeadLetterMessage find(DeadLetterSubscription deadLetters) {
    var found = deadLetters.find(id);
    if (found.isPresent()) {
      return found.get();
    }
    throw new UsageException(
        "No dead letter '"
            + id
            + "' was found among "
            + deadLetters.looked()
            + " of "
            + options.name()
            + ". Run 'taskworkers dead-letters list' for their ids; somebody else may hold it at"
            + " the moment."
            + (deadLetters.heldBack() ? " " + DeadLetterPrinter.HELD_BACK : ""));
  }
}
