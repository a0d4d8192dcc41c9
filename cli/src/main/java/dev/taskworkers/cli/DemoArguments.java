// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli;

import static dev.taskworkers.cli.options.Checks.between;
import static dev.taskworkers.cli.options.Checks.require;
import static dev.taskworkers.cli.options.Checks.sayWithoutEffect;

import dev.taskworkers.crds.ScalingSpec.ArrivalsMode;
import dev.taskworkers.demo.DemoFault;
import dev.taskworkers.demo.DemoOptions;
import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.runtime.UsageException;
import dev.taskworkers.simulation.world.Trace;
import dev.taskworkers.worker.handlers.exec.Programs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The words that say what the demo is to play. */
final class DemoArguments {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec mixee;

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description = "Arrivals as CSV: a header, then TIME,COUNT. Without one: built-in bursts.")
  private Optional<Path> trace = Optional.empty();

  @Option(
      names = "--from",
      paramLabel = "ROW",
      defaultValue = "0",
      description = "First row of the trace (${DEFAULT-VALUE}).")
  private int from;

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "120",
      description = "Rows of the trace, spread over the seconds (${DEFAULT-VALUE}).")
  private int rows;

  @Option(
      names = "--peak",
      paramLabel = "R",
      defaultValue = "8",
      description = "Tasks per second in the largest row (${DEFAULT-VALUE}).")
  private double peak;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "600",
      description =
          "Length of the arrivals in seconds (${DEFAULT-VALUE}); the demo then runs until the pool"
              + " is empty.")
  private int seconds;

  @Option(
      names = "--speedup",
      paramLabel = "N",
      defaultValue = "10",
      description = "How many times faster than real time the clocks run (${DEFAULT-VALUE}).")
  private double speedup;

  @Option(
      names = "--task-seconds",
      paramLabel = "S",
      defaultValue = "5",
      description =
          "How long a task takes (${DEFAULT-VALUE}). A COMMAND finds it in TASK_SECONDS, in seconds"
              + " of its own clock.")
  private double taskSeconds;

  @Option(
      names = "--concurrency",
      paramLabel = "C",
      defaultValue = "4",
      description = "Tasks at once in a pod (${DEFAULT-VALUE}).")
  private int concurrency;

  @Option(
      names = "--max-replicas",
      paramLabel = "N",
      defaultValue = "20",
      description = "Maximum number of pods (${DEFAULT-VALUE}).")
  private int maxReplicas;

  @Option(
      names = "--arrivals",
      paramLabel = "HOW",
      defaultValue = "auto",
      description =
          "How the operator notices new tasks before Monitoring shows them: doorbell, probe,"
              + " metric, or auto, the best that is allowed (${DEFAULT-VALUE}).")
  private String arrivals;

  @Option(
      names = "--fault",
      paramLabel = "KIND@START+LENGTH",
      description =
          "A fault: monitoring-silent, monitoring-429, monitoring-503, monitoring-stale,"
              + " monitoring-partial, monitoring-gap,"
              + " reports-silent, workers-unheard (neither reports nor orders get through),"
              + " doorbell-silent, pubsub-unavailable, pubsub-throttled, stream-stuck,"
              + " stream-mute, stream-deaf, new-subscription-late, pull-short,"
              + " pull-empty, pull-ghost, duplicates, kill-worker, kill-operator (the last two"
              + " without a length); or 'all': each for a while, spread over the seconds, some"
              + " at once. Repeatable.")
  private List<String> faults = new ArrayList<>();

  @Parameters(
      paramLabel = "COMMAND",
      description =
          "After --: a program that pulls by itself, for a pool with the self handler. It should"
              + " take as"
              + " many tasks at once as "
              + EnvVars.CONCURRENCY
              + " says.")
  private List<String> command = new ArrayList<>();

  /**
   * What was asked for.
   *
   * @throws UsageException when it can't be
   */
  public DemoOptions options() {
    require(rows >= 1, "--rows", "1 or more", rows);
    require(from >= 0, "--from", "0 or more", from);
    require(peak > 0 && peak <= 10_000, "--peak", "more than 0 and at most 10000", peak);
    require(seconds >= 1, "--seconds", "1 or more", seconds);
    require(speedup >= 1 && speedup <= 100, "--speedup", "1 to 100", speedup);
    require(taskSeconds >= 0, "--task-seconds", "0 or more", taskSeconds);
    between("--concurrency", concurrency, 1, 1000);
    between("--max-replicas", maxReplicas, 1, 200);
    command.stream().findFirst().ifPresent(Programs::require);
    if (trace.isEmpty()) {
      sayWithoutEffect(mixee.commandLine(), "--trace", "--from", "--rows");
    }
    return new DemoOptions(
        trace.map(file -> Trace.read(file, from, rows)).orElseGet(Trace::builtIn),
        peak,
        Duration.ofSeconds(seconds),
        speedup,
        taskSeconds,
        concurrency,
        maxReplicas,
        arrivals(),
        faults.stream()
            .flatMap(fault -> DemoFault.parse(fault, Duration.ofSeconds(seconds)))
            .toList(),
        command);
  }

  private ArrivalsMode arrivals() {
    return Arrays.stream(ArrivalsMode.values())
        .filter(mode -> mode.name().equalsIgnoreCase(arrivals))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    "--arrivals: expected doorbell, probe, metric or auto, but found '"
                        + arrivals
                        + "'."));
  }
}
