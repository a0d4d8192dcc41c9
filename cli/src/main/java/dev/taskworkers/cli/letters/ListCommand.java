package dev.taskworkers.cli.letters;

import dev.taskworkers.cli.options.Output;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says which letters there are, and gives them back. */
@Command(
    name = "list",
    description = "Lists dead letters; all stay where they are.",
    mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {
  @Mixin private LetterOptions options;

  @Mixin private Output output;

  @Option(
      names = "--max",
      paramLabel = "N",
      defaultValue = "100",
      description = "At most so many (${DEFAULT-VALUE}).")
  private int most;

  @Override
  public Integer call() {
    var limit = LetterOptions.most(most);
    try (var box = options.open()) {
      var letters = box.takeAll(limit);
      box.giveBack(letters);
      output.print(
          letters.stream().map(LetterPages::line).toList(),
          out -> LetterPages.printTable(letters, out));
    }
    return 0;
  }
}
