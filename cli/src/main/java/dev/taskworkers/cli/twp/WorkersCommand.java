// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.twp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskworkers.cli.options.Output;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The workers of a pool, and the tasks that have run longest in them. */
@Command(
    name = "workers",
    description = "Lists the workers of a pool and the tasks that have run longest.",
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
    if (!pool.has("look")) {
      out.println(PoolNumbers.problem(pool));
      return;
    }
    var table = new TextTable("POD", "STATE", "BUSY", "SLOTS", "LONGEST", "FAILED", "PROBLEM");
    for (var worker : pool.path("look").path("workers")) {
      var report = worker.path("report");
      table.add(
          worker.path("pod").asText(),
          worker.path("state").asText(),
          // An older operator does not tell it.
          Numbers.number(report.path(report.has("slotsBusy") ? "slotsBusy" : "busy")),
          Numbers.number(report.path("slots")),
          Numbers.duration(report.path("longestRunSeconds")),
          Numbers.number(report.path("failed")),
          worker.path("problem").asText(""));
    }
    table.print(out);
    printRuns(pool.path("look").path("running"), out);
  }

  private static void printRuns(JsonNode runs, PrintWriter out) {
    if (runs.isEmpty()) {
      return;
    }
    out.println();
    var table = new TextTable("TASK", "POD", "ATTEMPT", "RUNS", "LIMIT", "STUCK");
    for (var run : runs) {
      table.add(
          run.path("task").asText(),
          run.path("pod").asText(),
          Numbers.number(run.path("attempt")),
          Numbers.duration(run.path("seconds")),
          Numbers.duration(run.path("limitSeconds")),
          run.path("stuck").asBoolean() ? "stuck" : "");
    }
    table.print(out);
  }
}
