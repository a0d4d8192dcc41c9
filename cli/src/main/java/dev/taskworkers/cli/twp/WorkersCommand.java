package dev.taskworkers.cli.twp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskworkers.cli.options.Output;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The workers of a pool. */
@Command(
    name = "workers",
    description = "Lists the workers of a pool and what they do.",
    mixinStandardHelpOptions = true)
final class WorkersCommand implements Callable<Integer> {
  @Mixin private OnePool pool;
  @Mixin private Output output;

  @Override
  public Integer call() {
    pool.print(output, PoolNumbers::pool, WorkersCommand::print);
    return 0;
  }

  static void print(JsonNode pool, PrintWriter out) {
    var table = new TextTable("POD", "STATE", "BUSY", "SLOTS", "LONGEST", "FAILED", "PROBLEM");
    for (var worker : pool.path("look").path("workers")) {
      var report = worker.path("report");
      table.add(
          worker.path("pod").asText(),
          worker.path("state").asText(),
          Numbers.number(report.path("busy")),
          Numbers.number(report.path("slots")),
          Numbers.duration(report.path("longestRunSeconds")),
          Numbers.number(report.path("failed")),
          worker.path("problem").asText(""));
    }
    table.print(out);
  }
}
