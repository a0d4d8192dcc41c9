package dev.taskworkers.cli.letters;

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
    description = "Deletes dead letters for good; asks first.",
    mixinStandardHelpOptions = true)
final class PurgeCommand implements Callable<Integer> {
  @Mixin private LetterOptions options;

  @Mixin private Output output;

  @Option(
      names = "--max",
      paramLabel = "N",
      defaultValue = "100000",
      description = "At most so many (${DEFAULT-VALUE}).")
  private int most;

  @Option(names = "--yes", description = "Don't ask.")
  private boolean yes;

  @Override
  public Integer call() {
    var limit = LetterOptions.most(most);
    if (!yes && !confirmed(Terminal.console())) {
      output.err().println("Nothing was deleted.");
      return 1;
    }
    var deleted = 0;
    try (var box = options.open()) {
      while (deleted < limit) {
        var letters = box.take(limit - deleted);
        if (letters.isEmpty()) {
          break;
        }
        box.acknowledge(letters);
        deleted += letters.size();
      }
    }
    var count = deleted;
    output.print(Map.of("deleted", count), out -> out.println("deleted: " + count));
    return 0;
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
