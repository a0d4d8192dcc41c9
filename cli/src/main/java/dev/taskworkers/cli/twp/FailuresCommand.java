// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.twp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskworkers.cli.options.Output;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** How the tasks of a pool have failed. */
@Command(
    name = "failures",
    description = "Lists how the tasks of a pool have failed, the latest failure first.",
    mixinStandardHelpOptions = true)
final class FailuresCommand implements Callable<Integer> {
  @Mixin private OnePool pool;
  @Mixin private Output output;

  @Override
  public Integer call() {
    pool.print(output, PoolNumbers::pool, FailuresCommand::print);
    return 0;
  }

  static void print(JsonNode pool, PrintWriter out) {
    var look = pool.path("look");
    var groups = look.path("failures").path("groups");
    if (look.isMissingNode()) {
      out.println(PoolNumbers.problem(pool));
      return;
    }
    if (groups.isEmpty()) {
      out.println(withoutGroups(look));
      return;
    }
    var table = new TextTable("TIMES", "NOW", "FIRST", "LAST", "LAST TASK", "CLASS", "MESSAGE");
    for (var group : groups) {
      table.add(
          Numbers.number(group.path("count")),
          Numbers.perMinute(group.path("perMinute")),
          Numbers.second(group.path("first")),
          Numbers.second(group.path("last")),
          group.path("task").asText(),
          group.path("kind").asText(),
          group.path("message").asText());
    }
    table.print(out);
  }

  private static String withoutGroups(JsonNode look) {
    if (!look.path("trust").has("workersHeard")) {
      return "The workers of this pool don't report.";
    }
    var failures = look.path("failures");
    return failures.path("failed").asDouble() == 0
        ? "No worker has reported how a task failed."
        : Numbers.number(failures.path("failed"))
            + " of "
            + Numbers.number(failures.path("finished"))
            + " runs failed in the last "
            + Numbers.duration(failures.path("withinSeconds"))
            + "; these workers don't say how.";
  }
}
