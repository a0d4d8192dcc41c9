// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.bench;

import dev.taskworkers.bench.operator.DecisionBenchmark;
import dev.taskworkers.cli.options.Output;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.RunnerException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** How long the operator's decision takes, for one pool and for a thousand. */
@Command(
    name = "decision",
    description =
        "Measures how long a decision takes, with JMH: for one pool, and for a thousand one after"
            + " the other.",
    mixinStandardHelpOptions = true)
final class DecisionCommand implements Callable<Integer> {
  @Mixin private Output output;

  @Override
  public Integer call() throws IOException, RunnerException {
    var timings = DecisionBenchmark.run();
    output.print(
        timings,
        out ->
            timings.forEach(
                timing ->
                    out.printf(
                        Locale.ROOT, "%-16s %10.1f µs%n", timing.benchmark(), timing.micros())));
    return 0;
  }
}
