package dev.taskworkers.cli.letters;

import dev.taskworkers.cli.options.Format;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says which letters there are, and gives them back. */
@Command(
    name = "list",
    description = "Lists dead letters; all stay where they are.",
    mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {
  @Mixin private LetterOptions options;

  @Option(
      names = "--max",
      paramLabel = "N",
      defaultValue = "100",
      description = "At most so many (${DEFAULT-VALUE}).")
  private int most;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    var limit = LetterOptions.most(most);
    var out = spec.commandLine().getOut();
    try (var box = options.open()) {
      var letters = box.takeAll(limit);
      box.giveBack(letters);
      if (options.json()) {
        out.println(Format.toJson(letters.stream().map(LetterPages::line).toList()));
      } else {
        LetterPages.printTable(letters, out);
      }
    }
    out.flush();
    return 0;
  }
}
