// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.deadletters;

import dev.taskworkers.cli.options.Output;
import dev.taskworkers.cli.options.Terminal;
import dev.taskworkers.runtime.UsageException;
import java.io.Console;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Deletes dead letters for good, when somebody said yes. */
@Command(
    name = "purge",
    description = {
      "Deletes dead letters permanently, after it has asked you. Dead letters that come after its"
          + " start stay, and so do messages that do not say that they are dead letters."
    },
    mixinStandardHelpOptions = true)
final class PurgeCommand implements Callable<Integer> {
  @Mixin private DeadLetterOptions options;

  @Mixin private MatchOption match;

  @Mixin private Output output;

  @Parameters(
      arity = "0..*",
      paramLabel = "ID",
      description = "Only the dead letters with these IDs, which list shows. Default: all.")
  private Set<String> ids = new HashSet<>();

  @Option(
      names = "--max",
      paramLabel = "N",
      defaultValue = "100000",
      description = "Maximum number (${DEFAULT-VALUE}).")
  private int most;

  @Option(names = "--yes", description = "Deletes without asking.")
  private boolean yes;

  @Override
  public Integer call() {
    var limit = DeadLetterOptions.most(most);
    // What comes while somebody thinks about the answer is not what the answer is about.
    var asOf = options.now();
    if (!yes && !confirmed(Terminal.console())) {
      output.err().println("Nothing was deleted.");
      return 1;
    }
    var purging = new Purging(match.among(ids));
    try (var open = options.open(limit, asOf)) {
      try {
        purging.run(open.deadLetters());
        DeadLetterPrinter.printLeft(open.deadLetters(), output.err());
      } finally {
        output.print(purging.report(), out -> out.println("deleted: " + purging.deleted().size()));
        DeadLetterPrinter.printNotDone(purging, "deleted", output.err());
        if (purging.notDeadLetters() > 0) {
          output
              .err()
              .println(
                  "left: "
                      + purging.notDeadLetters()
                      + DeadLetterPrinter.notDeadLetters(options.name()));
        }
      }
    }
    return purging.isWhole() ? 0 : 1;
  }

  private boolean confirmed(Optional<Console> console) {
    var terminal =
        console.orElseThrow(
            () ->
                new UsageException(
                    "purge asks before it deletes, but standard input is no terminal. Give"
                        + " --yes."));
    var answer =
        terminal.readLine(
            "This permanently deletes %s of %s. Type yes to continue: ",
            match.among(ids).isAll() ? "all dead letters" : "the dead letters that you named",
            options.words());
    return "yes".equals(answer);
  }
}
