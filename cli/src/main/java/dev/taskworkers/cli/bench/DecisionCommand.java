package dev.taskworkers.cli.bench;

import dev.taskworkers.cli.options.Format;
import dev.taskworkers.lab.bench.decision.DecisionBenchmark;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.RunnerException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How long the operator's decision takes, for one pool and for a thousand. */
@Command(
    name = "decision",
    description =
        "Measures how long a decision takes, with JMH: for one pool, and for a thousand one after"
            + " the other.",
    mixinStandardHelpOptions = true)
final class DecisionCommand implements Callable<Integer> {
  @Option(
      names = "--format",
      defaultValue = "table",
      description = "One of ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
  private Format format;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, RunnerException {
    var timings = DecisionBenchmark.run();
    var out = spec.commandLine().getOut();
    if (format == Format.json) {
      out.println(Format.toJson(timings));
    } else {
      timings.forEach(
          timing ->
              out.printf(Locale.ROOT, "%-16s %10.1f µs%n", timing.benchmark(), timing.micros()));
    }
    out.flush();
    return 0;
  }
}
