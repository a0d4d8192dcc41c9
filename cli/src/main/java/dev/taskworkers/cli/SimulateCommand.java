package dev.taskworkers.cli;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.taskworkers.lab.simulation.Comparison;
import dev.taskworkers.lab.simulation.Result;
import dev.taskworkers.lab.simulation.SensorFault;
import dev.taskworkers.lab.simulation.Span;
import dev.taskworkers.lab.simulation.report.Chart;
import dev.taskworkers.lab.simulation.report.ScoreTable;
import dev.taskworkers.lab.simulation.scalers.Scalers;
import dev.taskworkers.lab.simulation.workloads.TraceFile;
import dev.taskworkers.lab.simulation.workloads.Workload;
import dev.taskworkers.lab.simulation.workloads.Workloads;
import dev.taskworkers.runtime.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Compares scaling policies, the operator's own among them, on simulated tasks and pods. */
@Command(
    name = "simulate",
    description =
        "Compares scaling policies on the same simulated tasks and pods; the operator's own is the"
            + " one that runs in production, and the oracle is the physical limit.",
    mixinStandardHelpOptions = true)
final class SimulateCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Option(
      names = "--workload",
      paramLabel = "NAME",
      description =
          "step, batch, sparse, ramp, heavy-tail, poison, fan-out, outage-samples,"
              + " outage-reports, outage-doorbell, outage-all, or all. Either this or --trace.")
  private Optional<String> workload = Optional.empty();

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description = "Arrivals as CSV: a header, then TIME,COUNT at a fixed step.")
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
      description = "With --trace: how much of it (${DEFAULT-VALUE}).")
  private double hours;

  @Option(
      names = "--policy",
      paramLabel = "P,…",
      split = ",",
      description =
          "Which policies (all): ours, ours-probe, ours-foreign, ours-metric, keda, keda-tuned,"
              + " wpa, kpa, target-tracking, flink; oracle is always shown.")
  private List<String> policies = new ArrayList<>();

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many times with other chance (${DEFAULT-VALUE}).")
  private int seeds;

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
      description = "Most pods (${DEFAULT-VALUE}).")
  private int maxReplicas;

  @Option(
      names = "--pod-start",
      paramLabel = "MIN,MAX",
      defaultValue = "15,35",
      description = "Seconds until a pod is ready (${DEFAULT-VALUE}).")
  private String podStart;

  @Option(
      names = "--metric-delay",
      paramLabel = "MIN,MAX",
      defaultValue = "120,240",
      description = "Seconds until Monitoring shows a sample (${DEFAULT-VALUE}).")
  private String metricDelay;

  @Option(
      names = "--fault",
      paramLabel = "KIND@START+LENGTH",
      description =
          "What can't be seen, and when, in seconds: monitoring-silent, reports-silent or"
              + " doorbell-silent. May be given often.")
  private List<String> faults = new ArrayList<>();

  @Option(
      names = "--format",
      paramLabel = "table|json",
      defaultValue = "table",
      description = "What is printed (${DEFAULT-VALUE}).")
  private Format format;

  @Option(
      names = "--chart",
      paramLabel = "FILE.svg",
      description = "Draws the first seed of one workload.")
  private Optional<Path> chart = Optional.empty();

  /** What is printed. */
  enum Format {
    table,
    json
  }

  @Override
  public Integer call() throws IOException {
    require(seeds >= 1 && seeds <= 1000, "--seeds", "1 to 1000", seeds);
    chart.ifPresent(file -> Folders.checkWritable(file, "--chart"));
    var workloads = workloads();
    if (chart.isPresent() && workloads.size() > 1) {
      throw new UsageException("--chart: expected one workload, but there are several.");
    }
    var results = new ArrayList<Result>();
    for (var one : workloads) {
      results.addAll(compare(new Comparison(one, policies())));
    }
    if (format == Format.json) {
      spec.commandLine().getOut().println(json().writeValueAsString(results));
    }
    spec.commandLine().getOut().flush();
    return 0;
  }

  private List<Result> compare(Comparison comparison) throws IOException {
    var results = new ArrayList<Result>();
    for (var seed = 1; seed <= seeds; seed++) {
      var outcome = comparison.outcome(seed);
      results.addAll(outcome.results());
      if (seed == 1 && chart.isPresent()) {
        Files.writeString(chart.get(), Chart.of(outcome));
      }
    }
    if (format == Format.table) {
      spec.commandLine().getOut().println(ScoreTable.of(results));
      spec.commandLine().getOut().flush();
    }
    return results;
  }

  private List<Workload> workloads() {
    if (trace.isPresent() == workload.isPresent()) {
      throw new UsageException("Give either --workload NAME or --trace FILE.");
    }
    if (trace.isPresent()) {
      require(from >= 0, "--from", "0 or more", from);
      require(peak > 0 && peak <= 10_000, "--peak", "more than 0 and at most 10000", peak);
      require(hours > 0 && hours <= 240, "--hours", "more than 0 and at most 240", hours);
      return List.of(adapted(new TraceFile(trace.get()).read(from, hours, peak)));
    }
    var name = workload.get();
    var chosen = name.equals("all") ? Workloads.all() : List.of(Workloads.of(name));
    return chosen.stream().map(this::adapted).toList();
  }

  private Workload adapted(Workload given) {
    var c = concurrency.orElse(given.setting().slotsPerPod());
    require(c >= 1 && c <= 1000, "--concurrency", "1 to 1000", c);
    require(maxReplicas >= 1 && maxReplicas <= 10_000, "--max-replicas", "1 to 10000", maxReplicas);
    var more = faults.stream().map(SensorFault::parse).toList();
    var setting =
        given
            .setting()
            .withTasks(c, given.setting().taskSeconds())
            .withMaxReplicas(maxReplicas)
            .withDelays(
                Span.parse("--pod-start", podStart), Span.parse("--metric-delay", metricDelay));
    var adapted = given.with(more.isEmpty() ? setting : setting.withFaults(more));
    return taskSeconds.map(seconds -> withTaskSeconds(adapted, seconds)).orElse(adapted);
  }

  private static Workload withTaskSeconds(Workload workload, double seconds) {
    var option = "--task-seconds";
    require(seconds > 0 && seconds <= 3600, option, "more than 0 and at most 3600", seconds);
    return workload.withTaskSeconds(seconds);
  }

  private List<Scalers> policies() {
    if (policies.isEmpty()) {
      return Arrays.asList(Scalers.values());
    }
    return policies.stream()
        .filter(name -> !name.equals(Comparison.ORACLE))
        .map(Scalers::of)
        .distinct()
        .toList();
  }

  private static void require(boolean holds, String option, String expected, Object found) {
    if (!holds) {
      throw new UsageException(option + ": expected " + expected + ", but found " + found + ".");
    }
  }

  private static JsonMapper json() {
    return JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  }
}
