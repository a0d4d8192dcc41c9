package dev.taskworkers.cli.bench;

import dev.taskworkers.cli.options.Checks;
import dev.taskworkers.cli.options.Output;
import dev.taskworkers.lab.bench.clients.ClientBench;
import dev.taskworkers.runtime.UsageException;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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

  @Mixin private Output output;

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
        ClientBench.run(rounds, slots, String.join(",", clients), Progress.on(output.err()));
    output.print(results, out -> ClientTable.print(results, out));
    return 0;
  }

  /** The names that --clients takes. */
  static final class Clients implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return ClientBench.CLIENTS.iterator();
    }
  }
}
