package dev.taskworkers.cli.bench;

import dev.taskworkers.cli.options.Checks;
import dev.taskworkers.cli.options.Format;
import dev.taskworkers.lab.bench.clients.ClientBench;
import dev.taskworkers.lab.bench.clients.ClientResult;
import dev.taskworkers.runtime.UsageException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How fast our worker is beside Google's clients. */
@Command(
    name = "worker",
    description = {
      "Runs our worker and Google's clients for Java, Go and Python against one local server, in"
          + " turn, with tasks that do nothing. Go and Python take part where they are installed;"
          + " their libraries are fetched at the first run."
    },
    mixinStandardHelpOptions = true)
final class WorkerBenchCommand implements Callable<Integer> {
  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "Rounds that count, after some to warm up (${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--slots",
      paramLabel = "N",
      defaultValue = "32",
      description = "Tasks at once in our worker (${DEFAULT-VALUE}).")
  private int slots;

  @Option(
      names = "--clients",
      paramLabel = "NAME,…",
      split = ",",
      description = "Who takes part: ${COMPLETION-CANDIDATES}. Default: all.",
      completionCandidates = Clients.class)
  private List<String> clients = List.of();

  @Option(
      names = "--format",
      defaultValue = "table",
      description = "One of ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
  private Format format;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Checks.require(rounds >= 1 && rounds <= 1000, "--rounds", "1 to 1000", rounds);
    Checks.require(slots >= 1 && slots <= 1000, "--slots", "1 to 1000", slots);
    for (var client : clients) {
      if (!ClientBench.CLIENTS.contains(client)) {
        throw new UsageException(
            "--clients: expected some of "
                + String.join(", ", ClientBench.CLIENTS)
                + ", but found '"
                + client
                + "'.");
      }
    }
    var results =
        ClientBench.run(
            rounds, slots, String.join(",", clients), Progress.on(spec.commandLine().getErr()));
    var out = spec.commandLine().getOut();
    if (format == Format.json) {
      out.println(Format.toJson(results));
    } else {
      print(results, out);
    }
    out.flush();
    return 0;
  }

  /** The names that --clients takes. */
  static final class Clients implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return ClientBench.CLIENTS.iterator();
    }
  }

  private static void print(List<ClientResult> results, PrintWriter out) {
    out.println("client                   tasks/s    p50 ms    p99 ms   CPU µs/task");
    for (var result : results) {
      out.printf(
          Locale.ROOT,
          "%-22s %9d %9.2f %9.2f %13.1f%n",
          result.client(),
          result.tasksPerSecond(),
          result.p50Millis(),
          result.p99Millis(),
          result.cpuMicrosPerTask());
    }
  }
}
