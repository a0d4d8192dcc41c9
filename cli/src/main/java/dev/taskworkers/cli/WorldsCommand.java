// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import dev.taskworkers.cli.options.Checks;
import dev.taskworkers.cli.options.Output;
import dev.taskworkers.runtime.UsageException;
import dev.taskworkers.worlds.Measured;
import dev.taskworkers.worlds.Report;
import dev.taskworkers.worlds.Report.Drawing;
import dev.taskworkers.worlds.Worlds;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Plays whole worlds, with all that goes wrong in them, and says whether promises were kept. */
@Command(
    name = "worlds",
    description =
        "Plays the operator, its workers and Pub/Sub in worlds that are drawn by a seed, with all"
            + " that goes wrong in them, and reports which promises were kept. The exit code is 1"
            + " if one was broken, or if a run of 1000 worlds or more had a kind of disturbance"
            + " that made no difference in any of them.",
    mixinStandardHelpOptions = true)
final class WorldsCommand implements Callable<Integer> {
  private static final int MOST = 1_000_000;
  private static final int SEEDS_SHOWN = 5;
  private static final int NAMED_SEEDS = 10;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Tells the world of this seed, or a named one with this seed, as a story.")
  private Optional<Long> seed = Optional.empty();

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "100",
      description = "The number of worlds to play (${DEFAULT-VALUE}).")
  private int seeds;

  @Option(
      names = "--from",
      paramLabel = "SEED",
      defaultValue = "1",
      description = "The seed of the first one (${DEFAULT-VALUE}).")
  private long from;

  @Option(
      names = "--named",
      paramLabel = "NAME|all",
      description = "Plays a named world, or all of them, with as many seeds as --seeds says (10).")
  private Optional<String> named = Optional.empty();

  @Option(
      names = "--chart",
      paramLabel = "FILE.svg",
      description = "Draws the world of --seed into this file.")
  private Optional<Path> chart = Optional.empty();

  @Mixin private Output output;

  @Spec private picocli.CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    quieten();
    if (seed.isEmpty() && chart.isPresent()) {
      throw new UsageException("--chart: expected --seed N, which says what world is drawn.");
    }
    if (seed.isPresent()) {
      if (isGiven("--seeds")) {
        throw new UsageException("Give either --seed N or --seeds N.");
      }
      if (isGiven("--from")) {
        throw new UsageException("Give either --seed N or --from SEED.");
      }
      return tell(seed.get());
    }
    Checks.between("--seeds", seeds, 1, MOST);
    Checks.require(
        from <= Long.MAX_VALUE - (seeds - 1L),
        "--from",
        "at most " + (Long.MAX_VALUE - (seeds - 1L)) + " with --seeds " + seeds,
        from);
    if (named.isPresent()) {
      return playNamed(named.get());
    }
    var report = Worlds.play(from, seeds, played -> {});
    output.print(report, out -> print(report, out));
    return report.allKept() && report.neverMattered().isEmpty() ? 0 : 1;
  }

  /** What operators and workers of worlds say is not about this machine. */
  private static void quieten() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.getLogger("ROOT").setLevel(Level.OFF);
      context.getLogger("dev.taskworkers").setLevel(Level.OFF);
    }
  }

  private boolean isGiven(String option) {
    return spec.commandLine().getParseResult().hasMatchedOption(option);
  }

  private static void requireNamed(String name) {
    var names = Worlds.names().keySet();
    if (!names.contains(name)) {
      throw new UsageException(
          "--named: there is no '" + name + "'; there are " + String.join(", ", names) + ".");
    }
  }

  private int playNamed(String name) {
    if (!name.equals("all")) {
      requireNamed(name);
    }
    var results = new ArrayList<Measured>();
    output.printTable(out -> out.println(Row.HEAD));
    for (var one : name.equals("all") ? Worlds.names().keySet() : List.of(name)) {
      var measured = Worlds.playNamed(one, from, isGiven("--seeds") ? seeds : NAMED_SEEDS);
      results.addAll(measured);
      output.printTable(out -> measured.forEach(each -> out.println(Row.of(each))));
    }
    output.printJson(Map.of("named", results));
    return results.stream().allMatch(each -> each.broken().isEmpty()) ? 0 : 1;
  }

  /** One named world with one seed, as a line. */
  private static final class Row {
    static final String HEAD =
        String.format(
            "%-22s %4s %6s %4s %9s %9s %5s %8s %8s  %s",
            "world", "seed", "done", "dead", "pod-hours", "oracle", "peak", "p50", "p99", "broken");

    static String of(Measured one) {
      return String.format(
          Locale.ROOT,
          "%-22s %4d %6d %4d %9.2f %9.2f %5d %8.1f %8.1f  %s",
          one.name(),
          one.seed(),
          one.completed(),
          one.deadLetters(),
          one.podHours(),
          one.oraclePodHours(),
          one.peakReplicas(),
          one.waits().p50(),
          one.waits().p99(),
          String.join(", ", one.broken()));
    }
  }

  private int tell(long number) throws IOException {
    chart.ifPresent(file -> Checks.writable(file, "--chart"));
    Checks.require(
        !named.equals(Optional.of("all")),
        "--named",
        "the name of one world beside --seed",
        named.orElse(""));
    named.ifPresent(WorldsCommand::requireNamed);
    var told = named.isPresent() ? Worlds.tellNamed(named.get(), number) : Worlds.tell(number);
    output.print(Map.of("story", told.text()), out -> out.print(told.text()));
    if (chart.isPresent()) {
      Files.writeString(chart.get(), told.chart());
    }
    return told.isKept() ? 0 : 1;
  }

  private static void print(Report report, PrintWriter out) {
    report
        .promises()
        .forEach(
            promise ->
                out.println(
                    String.format(
                        Locale.ROOT,
                        "%-14s %s%n%14s %s",
                        promise.name(),
                        Worlds.sentence(promise.name()),
                        "",
                        promise.broken() == 0
                            ? "kept in " + promise.worlds() + " worlds"
                            : "BROKEN in "
                                + promise.broken()
                                + " of "
                                + promise.worlds()
                                + " worlds, as with --seed "
                                + promise.seeds().stream()
                                    .limit(SEEDS_SHOWN)
                                    .map(String::valueOf)
                                    .collect(Collectors.joining(", ")))));
    out.println();
    out.println(
        String.format(Locale.ROOT, "%-40s %7s %7s %9s", "drawn", "worlds", "tried", "mattered"));
    report.drawn().forEach(item -> out.println(row(item)));
    report
        .neverMattered()
        .forEach(item -> out.println("BLIND: '" + item + "' made no difference in any world."));
    out.println();
    out.println(
        String.format(Locale.ROOT, "%-20s %12s %12s", "signals", "p99 / 30 s", "hours/oracle"));
    report
        .scores()
        .forEach(
            score ->
                out.println(
                    String.format(
                        Locale.ROOT,
                        "%-20s %12.2f %12.2f",
                        score.group(),
                        score.waitRatio(),
                        score.podHoursRatio())));
  }

  private static String row(Drawing drawing) {
    return String.format(
        Locale.ROOT,
        "%-40s %7d %7d %9d",
        drawing.item(),
        drawing.worlds(),
        drawing.tried(),
        drawing.mattered());
  }
}
