// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli;

import static dev.taskworkers.cli.options.Checks.between;
import static dev.taskworkers.cli.options.Checks.require;
import static dev.taskworkers.cli.options.Checks.sayWithoutEffect;

import dev.taskworkers.cli.options.WaitOptions;
import dev.taskworkers.runtime.UsageException;
import dev.taskworkers.simulation.world.Beginning;
import dev.taskworkers.simulation.world.Range;
import dev.taskworkers.simulation.world.SensorFault;
import dev.taskworkers.simulation.world.SimulationConfig;
import dev.taskworkers.simulation.world.TraceFile;
import dev.taskworkers.simulation.world.Wishes;
import dev.taskworkers.simulation.world.Workload;
import dev.taskworkers.simulation.world.Workloads;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The words that say what is simulated. */
final class WorkloadArguments {
  @Option(
      names = "--workload",
      paramLabel = "NAME",
      description =
          "step, batch, sparse, ramp, heavy-tail, poison, fan-out, outage-samples,"
              + " outage-reports, outage-doorbell, outage-all, or all. Either this or --trace.")
  private Optional<String> workload = Optional.empty();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec mixee;

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description =
          "Arrivals as CSV: a header, then TIME,COUNT at a fixed step; a step without a line has no"
              + " tasks.")
  private Optional<Path> trace = Optional.empty();

  @Option(
      names = "--peak",
      paramLabel = "R",
      defaultValue = "20",
      description = "With --trace: tasks per second in the largest row (${DEFAULT-VALUE}).")
  private double peak;

  @Option(
      names = "--from",
      paramLabel = "ROW",
      defaultValue = "0",
      description = "With --trace: first row (${DEFAULT-VALUE}).")
  private int from;

  @Option(
      names = "--hours",
      paramLabel = "H",
      defaultValue = "24",
      description = "With --trace: number of hours to play (${DEFAULT-VALUE}).")
  private double hours;

  @Option(
      names = "--task-seconds",
      paramLabel = "S",
      description = "How long a task takes, give or take 30 %% (as the workload says, else 5).")
  private Optional<Double> taskSeconds = Optional.empty();

  @Option(
      names = "--concurrency",
      paramLabel = "C",
      description = "Tasks at once in a pod (as the workload says, else 4).")
  private Optional<Integer> concurrency = Optional.empty();

  @Option(
      names = "--max-replicas",
      paramLabel = "N",
      defaultValue = "100",
      description = "Maximum number of pods (${DEFAULT-VALUE}).")
  private int maxReplicas;

  @Mixin private WaitOptions waits;

  @Option(
      names = "--pods",
      paramLabel = "N",
      defaultValue = "0",
      description = "Pods that are ready at the beginning (${DEFAULT-VALUE}).")
  private int pods;

  @Option(
      names = "--waiting",
      paramLabel = "N",
      defaultValue = "0",
      description = "Tasks that wait at the beginning (${DEFAULT-VALUE}).")
  private int waiting;

  @Option(
      names = "--pod-start",
      paramLabel = "MIN,MAX",
      defaultValue = "15,35",
      description = "Seconds until a pod is ready (${DEFAULT-VALUE}).")
  private String podStart;

  @Option(
      names = "--round-trip",
      paramLabel = "MIN,MAX",
      defaultValue = "0.02,0.2",
      description = "Seconds from a task and a free slot to the task's start (${DEFAULT-VALUE}).")
  private String roundTrip;

  @Option(
      names = "--metric-delay",
      paramLabel = "MIN,MAX",
      defaultValue = "60,240",
      description = "Seconds until Monitoring shows a sample (${DEFAULT-VALUE}).")
  private String metricDelay;

  @Option(
      names = "--fault",
      paramLabel = "KIND@START+LENGTH",
      description =
          "A signal that is lost, and when, in seconds: monitoring-silent, reports-silent or"
              + " doorbell-silent. Repeatable.")
  private List<String> faults = new ArrayList<>();

  /**
   * What was asked for.
   *
   * @throws UsageException when it can't be
   */
  List<Workload> workloads() {
    if (trace.isPresent() == workload.isPresent()) {
      throw new UsageException("Give either --workload NAME or --trace FILE.");
    }
    if (trace.isPresent()) {
      require(from >= 0, "--from", "0 or more", from);
      require(peak > 0 && peak <= 10_000, "--peak", "more than 0 and at most 10000", peak);
      require(hours > 0 && hours <= 240, "--hours", "more than 0 and at most 240", hours);
      return List.of(adapted(new TraceFile(trace.get()).read(from, hours, peak)));
    }
    sayWithoutEffect(mixee.commandLine(), "--trace", "--peak", "--from", "--hours");
    var name = workload.get();
    var chosen = name.equals("all") ? Workloads.all() : List.of(Workloads.of(name));
    return chosen.stream().map(this::adapted).toList();
  }

  private Workload adapted(Workload given) {
    var c = concurrency.orElse(given.config().slotsPerPod());
    between("--concurrency", c, 1, 1000);
    between("--max-replicas", maxReplicas, 1, 10_000);
    var more = faults.stream().map(SensorFault::parse).toList();
    more.stream()
        .filter(fault -> fault.start() >= given.seconds())
        .forEach(fault -> sayTooLate(fault, given));
    var setting =
        given
            .config()
            .withTasks(c, given.config().taskSeconds())
            .with(wishes(), beginning())
            .withDelays(
                Range.parse("--pod-start", podStart), Range.parse("--metric-delay", metricDelay))
            .withRoundTrip(Range.parse("--round-trip", roundTrip));
    var adapted = given.with(more.isEmpty() ? setting : setting.withFaults(more));
    return taskSeconds.map(seconds -> withTaskSeconds(adapted, seconds)).orElse(adapted);
  }

  private void sayTooLate(SensorFault fault, Workload workload) {
    var err = mixee.commandLine().getErr();
    err.println(
        "--fault: %s at %.0f s has no effect, because %s ends after %d s."
            .formatted(
                fault.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                fault.start(),
                workload.name(),
                workload.seconds()));
    err.flush();
  }

  /** By default those of the usual workloads: from zero, 30 s, and backlogs as fast. */
  private Wishes wishes() {
    var least = waits.minReplicas().orElse(0);
    require(least <= maxReplicas, "--min-replicas", "at most --max-replicas", least);
    var wait = waits.maxWaitSeconds().orElse(SimulationConfig.usual().maxWaitSeconds());
    return new Wishes(least, maxReplicas, wait, waits.drainWithinSeconds().orElse(wait));
  }

  private Beginning beginning() {
    between("--pods", pods, 0, 10_000);
    between("--waiting", waiting, 0, 1_000_000);
    return new Beginning(pods, waiting);
  }

  private static Workload withTaskSeconds(Workload workload, double seconds) {
    var option = "--task-seconds";
    require(seconds > 0 && seconds <= 86_400, option, "more than 0 and at most 86400", seconds);
    return workload.withTaskSeconds(seconds);
  }
}
