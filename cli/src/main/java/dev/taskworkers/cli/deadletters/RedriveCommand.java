// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.deadletters;

import dev.taskworkers.cli.options.Output;
import dev.taskworkers.runtime.Printable;
import dev.taskworkers.runtime.PubSubName;
import dev.taskworkers.runtime.UsageException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Publishes tasks again; each dead letter is acknowledged only when its task is stored. */
@Command(
    name = "redrive",
    description = {
      "Publishes the tasks of dead letters again, with their history, and removes each dead letter"
          + " when its task is stored. Without --topic each goes to the topic of the subscription"
          + " it failed on; all subscriptions of that topic get it. Dead letters that come after"
          + " its start stay, and so do those that can't be redriven; it says why."
    },
    mixinStandardHelpOptions = true)
final class RedriveCommand implements Callable<Integer> {
  @Mixin private DeadLetterOptions options;

  @Mixin private MatchOption match;

  @Mixin private Output output;

  @Parameters(
      arity = "0..*",
      paramLabel = "ID",
      description = "Only the dead letters with these IDs, which list shows. Default: all.")
  private Set<String> ids = new HashSet<>();

  @Option(names = "--topic", paramLabel = "T", description = "The topic for all of these tasks.")
  private String topic = "";

  @Option(
      names = "--max",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Maximum number to look at (${DEFAULT-VALUE}).")
  private int most;

  @Override
  public Integer call() {
    var limit = DeadLetterOptions.most(most);
    var target = topic.isEmpty() ? "" : PubSubName.topic(topic, options.project(), "--topic");
    var asOf = options.now();
    var redriving = new Redriving(options.name(), target, match.among(ids));
    try (var open = options.open(limit, asOf)) {
      refuseOwnTopic(open.deadLetters(), target);
      try {
        redriving.run(open.deadLetters());
        DeadLetterPrinter.printLeft(open.deadLetters(), output.err());
      } finally {
        report(redriving);
      }
    }
    return redriving.isWhole() ? 0 : 1;
  }

  /** A task that is published there is a dead letter again. */
  private void refuseOwnTopic(DeadLetterSubscription deadLetters, String target) {
    if (!target.isEmpty() && deadLetters.isTopic(target)) {
      throw new UsageException(
          "--topic: expected the topic of the tasks, but "
              + target
              + " is the topic of the dead letters.");
    }
  }

  private void report(Redriving redriving) {
    output.print(redriving.report(), out -> out.println("redriven: " + redriving.redriven()));
    redriving
        .failed()
        .forEach(
            (id, why) -> output.err().println("not redriven: " + id + ": " + Printable.of(why)));
    redriving
        .notRemoved()
        .forEach(
            (id, why) ->
                output
                    .err()
                    .println(
                        "redriven, but its dead letter stays, and would be redriven once more: "
                            + id
                            + ": "
                            + Printable.of(why)));
    DeadLetterPrinter.printNotDone(redriving, "redriven", output.err());
  }
}
