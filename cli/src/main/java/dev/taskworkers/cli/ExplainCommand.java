// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli;

import dev.taskworkers.cli.dispatch.Input;
import dev.taskworkers.cli.options.Output;
import dev.taskworkers.operator.pool.DecisionRecord;
import dev.taskworkers.operator.scaling.Decision;
import dev.taskworkers.runtime.Printable;
import dev.taskworkers.runtime.UsageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Repeats recorded decisions and explains each in a sentence. */
@Command(
    name = "explain",
    description =
        "Repeats recorded decisions with this version, and explains each in one sentence. The"
            + " operator shows a pool's records at /decisions/NAMESPACE/POOL; 'demo --decisions'"
            + " writes them to a file.",
    mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "Records, one in a line; -: standard input.")
  private String file;

  @Mixin private Output output;

  /**
   * A decision made again.
   *
   * @param same whether it came out as it was recorded
   */
  record Explained(
      String at,
      String pool,
      int from,
      int to,
      String reason,
      String message,
      boolean same,
      String recorded) {
    static Explained of(DecisionRecord kept, Decision again) {
      return new Explained(
          kept.at().toString(),
          kept.pool(),
          again.from(),
          again.replicas(),
          again.reason().word(),
          again.message(),
          again.message().equals(kept.message()),
          kept.message());
    }

    String sentence() {
      var said = Printable.of(at + "  " + pool + "  " + reason + "  " + message);
      return same ? said : said + "\n    It was recorded as: " + Printable.of(recorded);
    }
  }

  @Override
  public Integer call() throws IOException {
    var explained = new ArrayList<Explained>();
    try {
      explain(explained);
    } catch (RuntimeException wrongLine) {
      if (!explained.isEmpty()) {
        print(explained);
      }
      throw wrongLine;
    }
    print(explained);
    return 0;
  }

  private void print(List<Explained> explained) {
    output.print(explained, out -> explained.forEach(one -> out.println(one.sentence())));
  }

  private void explain(List<Explained> explained) throws IOException {
    var name = file.equals("-") ? "standard input" : file;
    try (var lines = new Input(file, 0).lines()) {
      var number = 0;
      for (var line : (Iterable<String>) lines::iterator) {
        number++;
        if (!line.isBlank()) {
          var kept = DecisionRecord.parse(line, name + ", line " + number);
          explained.add(Explained.of(kept, kept.replay()));
        }
      }
    }
    if (explained.isEmpty()) {
      throw new UsageException(
          name + ": expected records of decisions, one in a line, but found none.");
    }
  }
}
