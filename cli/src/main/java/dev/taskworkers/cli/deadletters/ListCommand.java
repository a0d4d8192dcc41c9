// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.deadletters;

import dev.taskworkers.cli.options.Output;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says which dead letters there are, and gives them back. */
@Command(
    name = "list",
    description = "Lists dead letters; all stay where they are.",
    mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {
  @Mixin private DeadLetterOptions options;

  @Mixin private MatchOption match;

  @Mixin private Output output;

  @Option(
      names = "--max",
      paramLabel = "N",
      defaultValue = "100",
      description = "Maximum number (${DEFAULT-VALUE}).")
  private int most;

  @Override
  public Integer call() {
    var limit = DeadLetterOptions.most(most);
    try (var open = options.open(limit, Instant.MAX)) {
      var lines = new ArrayList<Map<String, Object>>();
      var others = new AtomicInteger();
      var batches = open.deadLetters().batches();
      batches.forEach(
          batch -> {
            var some = batch.stream().filter(match.all()::has).toList();
            if (lines.isEmpty() && !some.isEmpty()) {
              output.printTable(DeadLetterPrinter::printHead);
            }
            output.printTable(out -> DeadLetterPrinter.printRows(some, out));
            some.stream().map(DeadLetterPrinter::line).forEach(lines::add);
            some.stream()
                .filter(message -> !message.isDeadLetter())
                .forEach(message -> others.incrementAndGet());
          });
      output.printJson(lines);
      DeadLetterPrinter.printOthers(open.deadLetters(), output.err());
      if (!open.deadLetters().full()) {
        output.err().println(count(lines.size() - others.get()));
      } else {
        output.err().println("There may be more; --max N lists up to N.");
      }
      if (others.get() > 0) {
        output
            .err()
            .println("not counted: " + others + DeadLetterPrinter.notDeadLetters(options.name()));
      }
      DeadLetterPrinter.printHeldBack(open.deadLetters(), output.err());
    }
    return 0;
  }

  /** Pub/Sub does not say how many there are, and gives none that somebody else holds. */
  private static String count(int found) {
    return found == 0
        ? "Found no dead letters. Another client might hold some at the moment."
        : "Found "
            + found
            + (found == 1 ? " dead letter" : " dead letters")
            + ". Another client might hold more at the moment.";
  }
}
