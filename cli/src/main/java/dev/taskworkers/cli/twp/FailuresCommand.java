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
    var groups = pool.path("look").path("failures").path("groups");
    if (groups.isEmpty()) {
      out.println("No worker has reported how a task failed.");
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
}
