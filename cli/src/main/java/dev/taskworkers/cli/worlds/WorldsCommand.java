package dev.taskworkers.cli.worlds;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import dev.taskworkers.cli.options.Checks;
import dev.taskworkers.cli.options.Output;
import dev.taskworkers.runtime.UsageException;
import dev.taskworkers.worlds.Report;
import dev.taskworkers.worlds.Report.Drawing;
import dev.taskworkers.worlds.Worlds;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.OptionalLong;
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
            + " that goes wrong in them, and says which promises were kept. The exit code is 1"
            + " when one was broken.",
    mixinStandardHelpOptions = true)
public final class WorldsCommand implements Callable<Integer> {
  private static final int MOST = 1_000_000;
  private static final int SEEDS_SHOWN = 5;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Tells the world of this seed as a story.")
  private OptionalLong seed = OptionalLong.empty();

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "100",
      description = "How many worlds are played (${DEFAULT-VALUE}).")
  private int seeds;

  @Option(
      names = "--from",
      paramLabel = "SEED",
      defaultValue = "1",
      description = "The seed of the first one (${DEFAULT-VALUE}).")
  private long from;

  @Mixin private Output output;

  @Spec private picocli.CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() {
    quieten();
    if (seed.isPresent()) {
      if (spec.commandLine().getParseResult().hasMatchedOption("--seeds")) {
        throw new UsageException("Give either --seed N or --seeds N.");
      }
      return tell(seed.getAsLong());
    }
    Checks.require(seeds >= 1 && seeds <= MOST, "--seeds", "1 to " + MOST, seeds);
    var report = Worlds.play(from, seeds, played -> {});
    output.print(report, out -> print(report, out));
    return report.isKept() ? 0 : 1;
  }

  /** What operators and workers of worlds say is not about this machine. */
  private static void quieten() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.getLogger("ROOT").setLevel(Level.OFF);
      context.getLogger("dev.taskworkers").setLevel(Level.OFF);
    }
  }

  private int tell(long number) {
    var told = Worlds.tell(number);
    output.print(told, out -> out.print(told.text()));
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
    out.println(String.format(Locale.ROOT, "%-40s %7s %9s", "drawn", "worlds", "mattered"));
    report.drawn().forEach(item -> out.println(row(item)));
  }

  private static String row(Drawing drawing) {
    return String.format(
        Locale.ROOT, "%-40s %7d %9d", drawing.item(), drawing.worlds(), drawing.mattered());
  }
}
