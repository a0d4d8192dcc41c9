package dev.taskworkers.cli.deadletters;

import dev.taskworkers.cli.options.Output;
import dev.taskworkers.runtime.PubSubName;
import dev.taskworkers.runtime.UsageException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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
          + " failed on; all subscriptions of that topic get it. Letters that come after its start"
          + " stay, and so do those that can't be redriven; it says why."
    },
    mixinStandardHelpOptions = true)
final class RedriveCommand implements Callable<Integer> {
  /** What Pub/Sub calls the topic of a subscription that has outlived it. */
  private static final String DELETED = "_deleted-topic_";

  @Mixin private DeadLetterOptions options;

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
      description = "Maximum number to look at (${DEFAULT-VALUE}).")
  private int most;

  private final Set<String> redriven = new HashSet<>();

  /** By the letter's id, why not. */
  private final Map<String, String> failed = new LinkedHashMap<>();

  /** Of those that are redriven, the letters that could not be removed, and why. */
  private final Map<String, String> notRemoved = new LinkedHashMap<>();

  /** By a subscription's name; also those whose topic can't be known. */
  private final Map<String, Target> targets = new HashMap<>();

  /** Where letters go, or why they can't. */
  private record Target(String topic, String problem) {}

  @Override
  public Integer call() {
    var limit = DeadLetterOptions.most(most);
    var target = topic.isEmpty() ? "" : PubSubName.topic(topic, options.project(), "--topic");
    try (var open = options.open(limit, options.now())) {
      try {
        redrive(open.box(), target);
      } finally {
        report();
      }
    }
    return failed.isEmpty() && notRemoved.isEmpty() && missing().isEmpty() ? 0 : 1;
  }

  private void redrive(DeadLetterSubscription box, String target) {
    while (ids.isEmpty() || !missing().isEmpty()) {
      var some = box.take();
      if (some.isEmpty()) {
        break;
      }
      for (var letter : some) {
        if (ids.isEmpty() || ids.contains(letter.id())) {
          redrive(box, letter, target.isEmpty() ? targetOf(box, letter) : new Target(target, ""));
        }
      }
    }
    DeadLetterPrinter.printLater(box, output.err());
  }

  /** What Pub/Sub refuses stays, and does not keep others from being redriven. */
  private void redrive(DeadLetterSubscription box, DeadLetterMessage letter, Target target) {
    if (!target.problem.isEmpty()) {
      failed.put(letter.id(), target.problem);
      return;
    }
    try {
      var stays = box.redrive(letter, target.topic);
      redriven.add(letter.id());
      stays.ifPresent(why -> notRemoved.put(letter.id(), why));
    } catch (UsageException refused) {
      failed.put(letter.id(), refused.getMessage());
    }
  }

  private Target targetOf(DeadLetterSubscription box, DeadLetterMessage letter) {
    return letter
        .sourceSubscription()
        .map(source -> targets.computeIfAbsent(source, name -> look(box, name)))
        .orElseGet(
            () ->
                new Target("", "It does not say which subscription it failed on. Give --topic T."));
  }

  /** Who may publish a task must not choose a project for the rights of who redrives it. */
  private Target look(DeadLetterSubscription box, String subscription) {
    if (!project(subscription).equals(project(options.name()))) {
      return new Target(
          "", "It failed on " + subscription + ", which is in another project. Give --topic T.");
    }
    try {
      var topic = box.topicOf(subscription);
      return topic.equals(DELETED)
          ? new Target("", "The topic of " + subscription + " is deleted. Give --topic T.")
          : new Target(topic, "");
    } catch (UsageException refused) {
      return new Target("", refused.getMessage() + " Or give --topic T.");
    }
  }

  private static String project(String subscription) {
    var parts = subscription.split("/", 3);
    return parts.length == 3 ? parts[1] : "";
  }

  private Set<String> missing() {
    var missing = new TreeSet<>(ids);
    missing.removeAll(redriven);
    missing.removeAll(failed.keySet());
    return missing;
  }

  private void report() {
    var missing = missing();
    var fields = new LinkedHashMap<String, Object>();
    fields.put("redriven", redriven.size());
    fields.put("notFound", missing);
    fields.put("failed", failed);
    fields.put("notRemoved", notRemoved);
    output.print(fields, out -> out.println("redriven: " + redriven.size()));
    failed.forEach((id, why) -> output.err().println("not redriven: " + id + ": " + why));
    notRemoved.forEach(
        (id, why) ->
            output
                .err()
                .println(
                    "redriven, but its letter stays, and would be redriven once more: "
                        + id
                        + ": "
                        + why));
    if (!missing.isEmpty()) {
      output.err().println("not found: " + String.join(", ", missing));
    }
  }
}
