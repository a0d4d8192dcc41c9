package dev.taskworkers.cli.deadletters;

import dev.taskworkers.cli.options.Output;
import dev.taskworkers.cli.options.Terminal;
import dev.taskworkers.runtime.UsageException;
import java.io.Console;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Deletes letters for good, when somebody said yes. */
@Command(
    name = "purge",
    description = {
      "Deletes dead letters for good; asks first. Letters that come after its start stay."
    },
    mixinStandardHelpOptions = true)
final class PurgeCommand implements Callable<Integer> {
  @Mixin private DeadLetterOptions options;

  @Mixin private Output output;

  @Option(
      names = "--max",
      paramLabel = "N",
      defaultValue = "100000",
      description = "Maximum number (${DEFAULT-VALUE}).")
  private int most;

  @Option(names = "--yes", description = "Don't ask.")
  private boolean yes;

  private int deleted;

  @Override
  public Integer call() {
    var limit = DeadLetterOptions.most(most);
    // What comes while somebody thinks about the answer is not what the answer is about.
    var asOf = options.now();
    if (!yes && !confirmed(Terminal.console())) {
      output.err().println("Nothing was deleted.");
      return 1;
    }
    try (var open = options.open(limit, asOf)) {
      try {
        purge(open.box());
      } finally {
        output.print(Map.of("deleted", deleted), out -> out.println("deleted: " + deleted));
      }
    }
    return 0;
  }

  private void purge(DeadLetterSubscription box) {
    for (var letters = box.take(); !letters.isEmpty(); letters = box.take()) {
      box.remove(letters);
      deleted += letters.size();
    }
    DeadLetterPrinter.printLater(box, output.err());
  }

  private boolean confirmed(Optional<Console> console) {
    var terminal =
        console.orElseThrow(
            () ->
                new UsageException(
                    "purge asks before it deletes, but nobody is there to answer. Give --yes."));
    var answer =
        terminal.readLine(
            "All dead letters of %s are deleted for good. Type yes to go on: ", options.name());
    return "yes".equals(answer);
  }
}
