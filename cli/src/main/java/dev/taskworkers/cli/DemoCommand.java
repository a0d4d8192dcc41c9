package dev.taskworkers.cli;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.taskworkers.cli.demo.TerminalView;
import dev.taskworkers.crds.ScalingSpec.ArrivalsMode;
import dev.taskworkers.lab.demo.Demo;
import dev.taskworkers.lab.demo.DemoFault;
import dev.taskworkers.lab.demo.DemoOptions;
import dev.taskworkers.lab.demo.DemoReport;
import dev.taskworkers.lab.demo.DemoView;
import dev.taskworkers.lab.demo.arrivals.Trace;
import dev.taskworkers.runtime.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jline.terminal.TerminalBuilder;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the main job on this machine and reports what it came to. */
@Command(
    name = "demo",
    description =
        "Runs the main job on this machine: local cloud, local cluster, the real operator and real"
            + " workers. All seconds are of the demo's clock.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

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
      description = "Length of the arrivals (${DEFAULT-VALUE}); then until the pool is empty.")
  private int seconds;

  @Option(
      names = "--speedup",
      paramLabel = "N",
      defaultValue = "10",
      description = "How many times as fast as the wall the clocks run (${DEFAULT-VALUE}).")
  private double speedup;

  @Option(
      names = "--task-seconds",
      paramLabel = "S",
      defaultValue = "5",
      description = "How long a task takes (${DEFAULT-VALUE}).")
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
      description = "Most pods (${DEFAULT-VALUE}).")
  private int maxReplicas;

  @Option(
      names = "--arrivals",
      paramLabel = "HOW",
      defaultValue = "auto",
      description =
          "How the pool learns of new tasks before Monitoring tells: doorbell, probe, metric, or"
              + " auto, the best that is allowed (${DEFAULT-VALUE}).")
  private String arrivals;

  @Option(
      names = "--fault",
      paramLabel = "KIND@START+LENGTH",
      description =
          "Something goes wrong: monitoring-silent, monitoring-429, monitoring-stale,"
              + " reports-silent, doorbell-silent, pubsub-unavailable, kill-worker, kill-operator (the last two"
              + " without a length). May be given often.")
  private List<String> faults = new ArrayList<>();

  @Option(names = "--headless", description = "No picture; the report at the end.")
  private boolean headless;

  @Option(names = "--report", paramLabel = "FILE", description = "Writes the report as JSON.")
  private Optional<Path> report = Optional.empty();

  @Parameters(
      paramLabel = "COMMAND",
      description = "After --: a program that pulls by itself, for a pool with the self handler.")
  private List<String> command = new ArrayList<>();

  @Override
  public Integer call() throws IOException, InterruptedException {
    var options = options();
    report.ifPresent(DemoCommand::checkWritable);
    var folder = Files.createTempDirectory("taskworkers-demo-");
    DemoReport result;
    try (var terminal = headless ? null : TerminalBuilder.builder().dumb(true).build()) {
      var picture =
          terminal == null || terminal.getType().startsWith("dumb")
              ? DemoView.none()
              : new TerminalView(terminal, speedup);
      result = run(options, folder, picture);
      if (picture instanceof TerminalView view) {
        view.close();
      }
    } finally {
      Folders.delete(folder);
    }
    if (report.isPresent()) {
      json().writeValue(report.get().toFile(), result);
    }
    print(result);
    return result.succeeded() ? 0 : 1;
  }

  private DemoReport run(DemoOptions options, Path folder, DemoView view)
      throws IOException, InterruptedException {
    var demo = new Demo(options, folder);
    var stop = new Thread(demo::close, "demo-stop");
    Runtime.getRuntime().addShutdownHook(stop);
    try (demo) {
      return demo.run(view);
    } finally {
      Shutdown.remove(stop);
    }
  }

  private DemoOptions options() {
    require(rows >= 1, "--rows", "1 or more", rows);
    require(from >= 0, "--from", "0 or more", from);
    require(peak > 0 && peak <= 10_000, "--peak", "more than 0 and at most 10000", peak);
    require(seconds >= 1, "--seconds", "1 or more", seconds);
    require(speedup >= 1 && speedup <= 100, "--speedup", "1 to 100", speedup);
    require(taskSeconds >= 0, "--task-seconds", "0 or more", taskSeconds);
    require(concurrency >= 1 && concurrency <= 1000, "--concurrency", "1 to 1000", concurrency);
    require(maxReplicas >= 1 && maxReplicas <= 200, "--max-replicas", "1 to 200", maxReplicas);
    return new DemoOptions(
        trace.map(file -> Trace.read(file, from, rows)).orElseGet(Trace::builtIn),
        peak,
        Duration.ofSeconds(seconds),
        speedup,
        taskSeconds,
        concurrency,
        maxReplicas,
        arrivals(),
        faults.stream().map(DemoFault::parse).toList(),
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

  private static void require(boolean holds, String option, String expected, Object found) {
    if (!holds) {
      throw new UsageException(option + ": expected " + expected + ", but found " + found + ".");
    }
  }

  private static void checkWritable(Path file) {
    var folder = file.toAbsolutePath().getParent();
    if (!Files.isDirectory(folder) || Files.isDirectory(file)) {
      throw new UsageException("--report: " + file + " can't be written; is its folder there?");
    }
  }

  private static JsonMapper json() {
    return JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  }

  private void print(DemoReport result) {
    var out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "%d tasks dispatched, %d completed, %d lost, %d done twice%n",
        result.dispatched(),
        result.completed(),
        result.lost(),
        result.duplicates());
    out.printf(
        Locale.ROOT,
        "waits: half within %.1f s, 95%% within %.1f s, 99%% within %.1f s, longest %.1f s%n",
        result.waits().p50(),
        result.waits().p95(),
        result.waits().p99(),
        result.waits().max());
    out.printf(
        Locale.ROOT,
        "pods: at most %d, %.0f pod-seconds, %d left; %d removed while busy, %d tasks interrupted%n",
        result.peakReplicas(),
        result.podSeconds(),
        result.finalReplicas(),
        result.removedWhileBusy(),
        result.interrupted());
    out.printf(Locale.ROOT, "Cloud Monitoring was asked %d times%n", result.monitoringCalls());
    if (!result.succeeded()) {
      spec.commandLine()
          .getErr()
          .println(
              "taskworkers: the pool was not empty with every task done half an hour of the demo's"
                  + " clock after the last arrival.");
    }
    out.flush();
  }
}
