// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.twp;

import com.fasterxml.jackson.databind.node.DoubleNode;
import dev.taskworkers.cli.options.Checks;
import dev.taskworkers.cli.options.Output;
import dev.taskworkers.cli.options.WaitOptions;
import dev.taskworkers.runtime.UsageException;
import dev.taskworkers.ui.Change;
import dev.taskworkers.ui.RecordedHour;
import dev.taskworkers.ui.WhatIf;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The last hour of a pool again, with other settings. */
@Command(
    name = "what-if",
    description = {
      "Plays the last hour of a pool again with other settings, with the decision that runs in"
          + " production, and compares that with the present settings and with a plan that knew the"
          + " future."
    },
    mixinStandardHelpOptions = true)
final class WhatIfCommand implements Callable<Integer> {
  private static final Map<String, String> WORDS =
      Map.of("now", "as it is set", "changed", "what if", "foresight", "with perfect foresight");

  @Mixin private OnePool pool;
  @Mixin private WaitOptions waits;

  @Option(names = "--max-replicas", paramLabel = "N", description = "Maximum number of pods.")
  private Optional<Integer> maxReplicas = Optional.empty();

  @Option(names = "--concurrency", paramLabel = "C", description = "Tasks at once in a pod.")
  private Optional<Integer> concurrency = Optional.empty();

  @Option(
      names = "--records",
      paramLabel = "FILE.csv",
      description =
          "Writes the arrivals of the hour, and prints the line of 'simulate' that plays the same.")
  private Optional<Path> records = Optional.empty();

  @Mixin private Output output;

  @Override
  public Integer call() throws IOException {
    records.ifPresent(file -> Checks.writable(file, "--records"));
    maxReplicas.ifPresent(pods -> Checks.between("--max-replicas", pods, 1, 10_000));
    concurrency.ifPresent(tasks -> Checks.between("--concurrency", tasks, 1, 1000));
    var change =
        new Change(
            waits.maxWaitSeconds(),
            waits.drainWithinSeconds(),
            waits.minReplicas(),
            maxReplicas,
            concurrency);
    var hour = pool.hour(output);
    var played = play(hour, change);
    output.print(played, out -> print(played, out));
    if (records.isPresent()) {
      Files.writeString(records.get(), hour.csv());
      var changed = played.plays().get(1).settings();
      output
          .err()
          .println(
              "The same: taskworkers "
                  + String.join(" ", hour.simulate(word(records.get().toString()), changed)));
    }
    return 0;
  }

  /** As a shell reads it as one word. */
  static String word(String text) {
    return text.matches("[\\w@%+=:,./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }

  private static WhatIf play(RecordedHour hour, Change change) {
    try {
      return WhatIf.of(hour, change);
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage());
    }
  }

  static void print(WhatIf played, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "The last %d min of %s, in which it used %.2f pod-hours:%n%n",
        played.minutes(),
        played.pool(),
        played.podHours());
    var table =
        new TextTable(
            "AGAIN",
            "MAXWAIT",
            "DRAINWITHIN",
            "PODS",
            "CONCURRENCY",
            "WAIT P50",
            "WAIT P99",
            "LONGEST",
            "IN TIME",
            "POD-HOURS",
            "IDLE");
    for (var play : played.plays()) {
      var wishes = play.settings().wishes();
      var score = play.score();
      table.add(
          WORDS.getOrDefault(play.name(), play.name()),
          seconds(wishes.maxWaitSeconds()),
          seconds(wishes.drainWithinSeconds()),
          wishes.minReplicas() + "-" + wishes.maxReplicas(),
          String.valueOf(play.settings().concurrency()),
          seconds(score.waits().p50()),
          seconds(score.waits().p99()),
          seconds(score.waits().max()),
          String.format(Locale.ROOT, "%.1f%%", 100 * score.withinMaxWait()),
          String.format(Locale.ROOT, "%.2f", score.podHours()),
          String.format(Locale.ROOT, "%.0f%%", idle(score.idlePodHours(), score.podHours())));
    }
    table.print(out);
  }

  private static double idle(double idle, double all) {
    return all == 0 ? 0 : 100 * idle / all;
  }

  private static String seconds(double seconds) {
    return Numbers.duration(DoubleNode.valueOf(seconds));
  }
}
