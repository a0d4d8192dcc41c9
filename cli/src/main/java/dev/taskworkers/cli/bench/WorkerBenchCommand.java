// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.bench;

import dev.taskworkers.bench.ClientBench;
import dev.taskworkers.bench.ClientResult;
import dev.taskworkers.bench.MeasuringPlan;
import dev.taskworkers.cli.options.Checks;
import dev.taskworkers.cli.options.Output;
import dev.taskworkers.protocol.HandlerKind;
import dev.taskworkers.runtime.UsageException;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How fast our worker is beside Google's clients. */
@Command(
    name = "worker",
    description = {
      "Runs the worker and Google's clients for Java, Go and Python against one local server, in"
          + " turn, with tasks that do nothing. Go and Python take part where they are installed;"
          + " their libraries are fetched at the first run."
    },
    mixinStandardHelpOptions = true)
final class WorkerBenchCommand implements Callable<Integer> {
  private static final int MAX_PAYLOAD = 1_000_000;

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
      description = "Tasks at once in the worker (${DEFAULT-VALUE}).")
  private int slots;

  @Option(
      names = "--payload",
      paramLabel = "SIZE",
      defaultValue = "0",
      converter = ByteSize.class,
      description = "Bytes of each task, for example 500 or 10k (${DEFAULT-VALUE}).")
  private int payload;

  @Option(
      names = "--handler",
      paramLabel = "KIND",
      defaultValue = "java",
      description = {
        "What every client does with a task: java, nothing in its own process; exec, a program that"
            + " reads the payload; http, a request to a server that takes it (${DEFAULT-VALUE})."
            + " With exec and http the latency is that until the acknowledgement."
      })
  private String handler;

  @Option(
      names = "--clients",
      paramLabel = "NAME,…",
      split = ",",
      description = "The clients that take part: ${COMPLETION-CANDIDATES}. Default: all.",
      completionCandidates = Clients.class)
  private List<String> clients = List.of();

  @Mixin private Output output;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Checks.between("--rounds", rounds, 1, 1000);
    Checks.between("--slots", slots, 1, 1000);
    Checks.require(payload <= MAX_PAYLOAD, "--payload", "at most 1000k", payload);
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
    var plan = MeasuringPlan.of(rounds, slots, payload, handlerKind(), String.join(",", clients));
    var results = ClientBench.run(plan, Progress.on(output.err()), Progress.always(output.err()));
    output.print(results, out -> ClientTable.print(results, out));
    return results.stream().map(ClientResult::client).toList().containsAll(clients) ? 0 : 1;
  }

  private HandlerKind handlerKind() {
    return Stream.of(HandlerKind.values())
        .filter(kind -> kind.label().equals(handler))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    "--handler: expected java, exec or http, but found '" + handler + "'."));
  }

  /** The names that --clients takes. */
  static final class Clients implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return ClientBench.CLIENTS.iterator();
    }
  }
}
