package dev.taskworkers.cli.letters;

import dev.taskworkers.cli.options.Output;
import dev.taskworkers.runtime.PubSubName;
import dev.taskworkers.runtime.UsageException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Publishes tasks again; each letter is acknowledged only when its task is stored. */
@Command(
    name = "redrive",
    description = {
      "Publishes the tasks of dead letters again, with their history, and removes each letter when"
          + " its task is stored. Without --topic each goes to the topic of the subscription it"
          + " failed on; all subscriptions of that topic get it."
    },
    mixinStandardHelpOptions = true)
final class RedriveCommand implements Callable<Integer> {
  @Mixin private LetterOptions options;

  @Mixin private Output output;

  @Parameters(
      arity = "0..*",
      paramLabel = "ID",
      description = "Only these, as list says them. Default: all.")
  private Set<String> ids = new HashSet<>();

  @Option(names = "--topic", paramLabel = "T", description = "Where all of them go.")
  private String topic = "";

  @Option(
      names = "--max",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Look at most at so many (${DEFAULT-VALUE}).")
  private int most;

  private final Map<String, String> topics = new HashMap<>();
  private final Set<String> redriven = new HashSet<>();

  @Override
  public Integer call() {
    var limit = LetterOptions.most(most);
    var target = topic.isEmpty() ? "" : PubSubName.topic(topic, options.project(), "--topic");
    try (var box = options.open()) {
      redrive(box, limit, target);
    }
    report();
    return redriven.containsAll(ids) ? 0 : 1;
  }

  private void redrive(LetterBox box, int limit, String target) {
    var untouched = new ArrayList<Letter>();
    try {
      for (var looked = 0; looked < limit && !(found() && !ids.isEmpty()); ) {
        var some = box.take(limit - looked);
        if (some.isEmpty()) {
          break;
        }
        looked += some.size();
        untouched.addAll(some);
        for (var letter : some) {
          if (ids.isEmpty() || ids.contains(letter.id())) {
            box.publish(letter, target.isEmpty() ? topicFor(box, letter) : target);
            box.acknowledge(List.of(letter));
            untouched.remove(letter);
            redriven.add(letter.id());
          }
        }
      }
    } finally {
      box.giveBack(untouched);
    }
  }

  private boolean found() {
    return redriven.containsAll(ids);
  }

  private String topicFor(LetterBox box, Letter letter) {
    var source =
        letter
            .sourceSubscription()
            .orElseThrow(
                () ->
                    new UsageException(
                        "The dead letter "
                            + letter.id()
                            + " does not say which subscription it failed on. Give --topic T."));
    return topics.computeIfAbsent(source, box::topicOf);
  }

  private void report() {
    var missing = new HashSet<>(ids);
    missing.removeAll(redriven);
    output.print(
        Map.of("redriven", redriven.size(), "notFound", missing),
        out -> out.println("redriven: " + redriven.size()));
    if (!missing.isEmpty()) {
      output.err().println("not found: " + String.join(", ", missing));
    }
  }
}
